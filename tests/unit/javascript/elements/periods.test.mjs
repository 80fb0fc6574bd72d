/** Named periods of the history begin and end by the clock of the page's zone. */

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import {
  BROWSER_ZONE,
  setTimeZone,
} from '../../../../wizard_service/static/elements/display/time.js';
import { boundsOf } from '../../../../wizard_service/static/elements/history/periods.js';

afterEach(() => setTimeZone(BROWSER_ZONE));

const NOW = Date.parse('2026-01-01T01:00:00Z');

test('last month ends where this month begins, also over a new year', () => {
  setTimeZone('UTC');
  assert.deepEqual(boundsOf('last_month', NOW), {
    from: '2025-12-01T00:00:00.000Z',
    to: '2025-12-31T23:59:59.999Z',
  });
  assert.deepEqual(boundsOf('month', NOW), { from: '2026-01-01T00:00:00.000Z' });
});

test('days and months are those of the zone', () => {
  setTimeZone('America/New_York');
  assert.deepEqual(boundsOf('today', NOW), { from: '2025-12-31T05:00:00.000Z' });
  assert.deepEqual(boundsOf('last_month', NOW), {
    from: '2025-11-01T04:00:00.000Z',
    to: '2025-12-01T04:59:59.999Z',
  });
});

test('a length counts back from now, and no period has no bounds', () => {
  assert.deepEqual(boundsOf('7d', NOW), { from: '2025-12-25T01:00:00.000Z' });
  assert.deepEqual([boundsOf(undefined, NOW), boundsOf('between', NOW)], [{}, {}]);
});
