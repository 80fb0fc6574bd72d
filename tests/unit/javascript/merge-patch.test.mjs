import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  applyPatch,
  composePatches,
  diff,
  isSame,
  overlap,
  patchAt,
} from '../../../wizard_service/static/client/merge-patch.js';

// RFC 7396, appendix A.
const EXAMPLES = [
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
];

for (const [target, patch, expected] of EXAMPLES) {
  test(`${JSON.stringify(target)} + ${JSON.stringify(patch)}`, () =>
    assert.deepEqual(applyPatch(target, patch), expected));
}

test('a patch changes neither side, and untouched parts stay the same objects', () => {
  const target = Object.freeze({ kept: Object.freeze({ x: 1 }), changed: Object.freeze({ y: 1 }) });
  const patched = applyPatch(target, Object.freeze({ changed: Object.freeze({ y: 2 }) }));
  assert.equal(patched.kept, target.kept);
  assert.deepEqual(patched.changed, { y: 2 });
});

test('a member called __proto__ is patched like any other', () => {
  const patched = applyPatch({}, JSON.parse('{"__proto__": {"polluted": true}}'));
  assert.equal(/** @type {any} */ ({}).polluted, undefined);
  assert.ok(Object.hasOwn(patched, '__proto__'));
});

test('two patches compose into one', () => {
  const cases = [
    [{ a: 1, b: { c: 1, d: 2 } }, { a: 2 }, { b: { c: null } }],
    [{ s: { name: 'x' } }, { s: { name: 'y' } }, { s: { name: 'z', note: 'n' } }],
    [{ s: { name: 'x' } }, { s: { note: 'y' } }, { s: null }],
    [{}, { list: [1] }, { list: [2, 3] }],
  ];
  for (const [target, first, second] of cases) {
    assert.deepEqual(
      applyPatch(target, composePatches(first, second)),
      applyPatch(applyPatch(target, first), second),
    );
  }
});

test('patches do not compose when the second changes what the first removes', () => {
  assert.equal(composePatches({ s: null }, { s: { name: 'new' } }), null);
});

test('two patches overlap at the paths that both set', () => {
  assert.deepEqual(
    overlap({ settings: { name: 1, note: 2 }, status: 'x' }, { settings: { name: 3 }, version: 4 }),
    ['settings.name'],
  );
  assert.deepEqual(overlap({ settings: { entities: [1] } }, { settings: null }), ['settings']);
  assert.deepEqual(overlap({ settings: { name: 1 } }, { progress: {} }), []);
});

test('a diff turns one document into the other and names only what differs', () => {
  const before = { kept: { x: [1] }, gone: 1, nested: { a: 1, b: 2 }, list: [1, 2], empty: null };
  const after = { kept: { x: [1] }, nested: { a: 1, b: 3, c: {} }, list: [2], added: 'new' };
  const patch = diff(before, after);
  assert.deepEqual(patch, { gone: null, nested: { b: 3, c: {} }, list: [2], added: 'new' });
  assert.ok(isSame(applyPatch(before, patch), after));
});

test('a diff of documents that are the same is empty', () => {
  assert.deepEqual(diff({ a: { b: [{}] }, c: null }, { a: { b: [{}] } }), {});
});

test('the diff of anything but two objects is the new value', () => {
  assert.deepEqual(diff(null, { a: 1 }), { a: 1 });
  assert.equal(diff({ a: 1 }, null), null);
});

test('a member called __proto__ is compared like any other', () => {
  const polluted = JSON.parse('{"__proto__": {"a": 1}}');
  assert.ok(!isSame(polluted, {}));
  assert.deepEqual(diff({}, polluted), polluted);
});

test('documents are the same whatever the order of members, and null equals absent', () => {
  assert.ok(isSame({ a: 1, b: { c: [1, { d: null }] } }, { b: { c: [1, {}] }, a: 1 }));
  for (const [one, other] of [
    [
      [1, 2],
      [2, 1],
    ],
    [[1], [1, 2]],
    [{}, []],
    [{ a: 0 }, {}],
    [1, '1'],
    [null, {}],
  ]) {
    assert.ok(!isSame(one, other), JSON.stringify([one, other]));
  }
});

test('a patch at a path sets that path only, and undefined removes it', () => {
  assert.deepEqual(patchAt('settings.time_range.end', 't'), {
    settings: { time_range: { end: 't' } },
  });
  assert.deepEqual(patchAt('settings.name', undefined), { settings: { name: null } });
});
