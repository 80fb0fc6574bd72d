import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SseParser } from '../../../wizard_service/static/client/feed/sse-parser.js';

const STREAM = [
  '\uFEFF: comment\r\nid: k-1\r\nevent: a\ndata: one\r\rdata:two\ndata:  three\n\n',
  'id: x\0y\nretry: 250\nretry: 2s\ndata\n\n',
  'id\ndata: \u{1F50D}\n\nevent: dropped\n\ndata: unfinished\n',
].join('');
const FRAMES = [
  { event: 'a', data: 'one', id: 'k-1' },
  { event: 'message', data: 'two\n three', id: 'k-1' },
  { event: 'message', data: '', id: 'k-1' },
  { event: 'message', data: '\u{1F50D}', id: '' },
];

function parse(chunks) {
  const parser = new SseParser();
  return { frames: chunks.flatMap((chunk) => parser.feed(chunk)), retryMs: parser.retryMs };
}

test('a stream yields the frames that the HTML standard defines', () => {
  assert.deepEqual(parse([STREAM]), { frames: FRAMES, retryMs: 250 });
});

test('frames do not depend on where the stream is cut', () => {
  for (let first = 0; first <= STREAM.length; first += 1) {
    for (let second = first; second <= STREAM.length; second += 7) {
      const chunks = [STREAM.slice(0, first), STREAM.slice(first, second), STREAM.slice(second)];
      assert.deepEqual(parse(chunks).frames, FRAMES, `cut at ${first}, ${second}`);
    }
  }
});

test('frames are the same when every chunk is one character', () => {
  assert.deepEqual(parse([...STREAM.split('')]).frames, FRAMES);
});

test('a byte order mark is dropped at the start of the stream only', () => {
  assert.deepEqual(parse(['data: 1\n', '\uFEFFdata: 2\n\n']).frames, [
    { event: 'message', data: '1', id: '' },
  ]);
});
