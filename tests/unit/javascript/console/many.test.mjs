/** An action on many investigations reports what it has done, also when it fails half-way. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { runOnMany } from '../../../../wizard_service/static/console/history/many.js';

test('a request that fails leaves the report of those before it', async () => {
  const requests = [];
  const api = {
    async runBulk({ investigation_ids: ids }) {
      requests.push(ids.length);
      if (requests.length === 2) throw new Error('no network');
      return { results: ids.map((id) => ({ investigation_id: id, done: id !== '3' })) };
    },
  };
  const ids = Array.from({ length: 30 }, (_, index) => String(index));
  const report = { doneIds: [], refusals: [] };

  const { signal } = new AbortController();
  await assert.rejects(
    runOnMany(api, 'archive', ids, report, () => {}, signal),
    /no network/,
  );

  assert.deepEqual(requests, [20, 10]);
  assert.equal(report.doneIds.length, 19);
  assert.deepEqual(report.refusals, [{ id: '3', detail: '' }]);
});
