import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SseParser } from '../../wizard_service/static/client/feed/sse-parser.js';

const STREAM =
  '\uFEFF: comment\r\nid: k-1\r\nevent: a\ndata: one\r\rdata:two\ndata:  three\n\nid: x\0y\nretry: 250\nretry: 2s\ndata\n\nid\ndata: \u{1F50D}\n\nevent: dropped\n\ndata: unfinished\n';
const FRAMES = [
  { event: 'a', data: 'one', id: 'k-1' },
  { event: 'message', data: 'two\n three', id: 'k-1' },
  { event: 'message', data: '', id: 'k-1' },
  { event: 'message', data: '\u{1F50D}', id: '' },
];

function parsed(pieces) {
  const parser = new SseParser();
  return { frames: pieces.flatMap((piece) => parser.feed(piece)), retryMs: parser.retryMs };
}

test('a stream gives the frames of the standard', () => {
  assert.deepEqual(parsed([STREAM]), { frames: FRAMES, retryMs: 250 });
});

test('wherever it is cut in two or three', () => {
  for (let first = 0; first <= STREAM.length; first += 1) {
    for (let second = first; second <= STREAM.length; second += 7) {
      const pieces = [STREAM.slice(0, first), STREAM.slice(first, second), STREAM.slice(second)];
      assert.deepEqual(parsed(pieces).frames, FRAMES, `cut at ${first}, ${second}`);
    }
  }
});

test('character by character', () => {
  assert.deepEqual(parsed([...STREAM.split('')]).frames, FRAMES);
});

test('a byte order mark counts at the very beginning only', () => {
  assert.deepEqual(parsed(['data: 1\n', '\uFEFFdata: 2\n\n']).frames, [
    { event: 'message', data: '1', id: '' },
  ]);
});
