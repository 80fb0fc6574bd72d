import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ActiveList } from '../../../wizard_service/static/client/lists/active-list.js';
import { Installation } from '../../../wizard_service/static/console/installation.js';
import { FakeService } from './fakes/fake-service.mjs';

const DISABLED = {
  status: 404,
  'Content-Type': 'application/problem+json',
};
const timeOf = (number) => `2026-01-01T00:00:00.${String(999 - number).padStart(3, '0')}Z`;
const rowOf = (number, status) => ({
  investigation_id: `${status}-${number}`,
  name: `${number}`,
  status,
  wizard_step: 'SETTINGS',
  updated_at: timeOf(number),
});
const rowsOf = (status, first, count) =>
  Array.from({ length: count }, (_, index) => rowOf(first + index, status));

function makeList() {
  const service = new FakeService();
  return { service, list: new ActiveList(service.api, () => {}) };
}

async function respond(service, start, investigations, total) {
  (await service.next(start)).respond({ investigations, total });
}

test('a list of one page is read with one request and counts what it shows', async () => {
  const { service, list } = makeList();
  const loading = list.load();
  const rows = [...rowsOf('IN_PROGRESS', 0, 2), rowOf(2, 'ERROR'), rowOf(3, 'CANCELLED')];
  await respond(service, 'GET /active?limit=50&offset=0', rows, 4);
  await loading;

  assert.equal(list.openCount, 3);
  assert.equal(list.unlistedCount, 0);
  assert.equal(list.groups.finished.length, 1);
  assert.equal(service.requests.length, 0);
});

test('open investigations beyond the first page are counted and can be listed', async () => {
  const { service, list } = makeList();
  const newest = rowsOf('COMPLETED', 0, 50);
  const loading = list.load();
  await respond(service, 'GET /active?limit=50', newest, 173);
  const running = 'GET /active?status=IN_PROGRESS&limit=50&offset=';
  const failed = 'GET /active?status=ERROR&limit=50&offset=';
  await respond(service, `${running}0`, rowsOf('IN_PROGRESS', 100, 50), 60);
  await respond(service, `${failed}0`, rowsOf('ERROR', 90, 3), 3);
  await loading;

  assert.equal(list.openCount, 63);
  assert.equal(list.groups.open.length, 50);
  assert.equal(list.groups.open[0].investigation_id, 'ERROR-90');
  assert.equal(list.unlistedCount, 13);
  assert.equal(list.groups.finished.length, 8);

  const more = list.showMore();
  await respond(service, 'GET /active?limit=50', newest, 173);
  await respond(service, `${running}0`, rowsOf('IN_PROGRESS', 100, 50), 60);
  await respond(service, `${failed}0`, rowsOf('ERROR', 90, 3), 3);
  await respond(service, `${running}50`, rowsOf('IN_PROGRESS', 149, 11), 60);
  await more;

  // One investigation has moved to the second page meanwhile, and is listed once.
  assert.equal(list.groups.open.length, 63);
  assert.equal(list.unlistedCount, 0);
});

test('without polling the list comes from the history', async () => {
  const { service, list } = makeList();
  const loading = list.load();
  const problem = { status: 404, code: 'feature_disabled', detail: 'Polling is disabled.' };
  (await service.next('GET /active')).respond(problem, DISABLED);
  const rows = rowsOf('IN_PROGRESS', 0, 1);
  (await service.next('GET /history?limit=50&page=1')).respond({ items: rows, total: 1 });
  (await service.next('GET /history?waiting=true')).respond({ items: [], total: 2 });
  await loading;

  assert.equal(list.problem, null);
  assert.equal(list.waitingCount, 2);
  assert.deepEqual(list.items, rows);
  const again = list.load();
  (await service.next('GET /history')).respond({ items: [], total: 0 });
  (await service.next('GET /history?waiting=true')).respond({ items: [], total: 0 });
  await again;
  assert.deepEqual(list.items, []);
});

test('an installation offers the transports of its features', () => {
  const transportsOf = (config) => new Installation(config).transports;
  const features = { polling: false };

  assert.deepEqual(transportsOf({ features, limits: {} }), ['websocket', 'sse']);
  assert.deepEqual(transportsOf(null), ['websocket', 'sse', 'long_poll', 'poll']);
});

test('the feed goes on where the list was read, so that no change between them is lost', async () => {
  const { service, list } = makeList();
  list.start();
  const listed = { investigations: [], total: 0, waiting: 0, cursor: 'e-5' };
  (await service.next('GET /active')).respond(listed);
  const stream = await service.next('GET /stream');
  list.close();

  assert.equal(stream.headers.get('Last-Event-ID'), 'e-5');
});
