import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeService, MemoryStorage, nextTask, stateOf } from './fakes/fake-service.mjs';
import { makeWizard, openWizard } from './fakes/fake-wizard.mjs';

const renamed = (name) => ({ settings: { name } });

/** Makes a change whose request fails, so that it stays pending. */
async function changeOffline({ service, actions }) {
  actions.updateWizardState(renamed('mine')).catch(() => null);
  (await service.next('PATCH /a/state')).fail();
  await nextTask();
}

test('a pending change is sent when its page opens the investigation again', async () => {
  const wizard = await openWizard('a');
  await changeOffline(wizard);
  const { service, store, actions } = wizard;
  const opening = actions.open('b');
  await service.respondToOpen(stateOf('b'));
  await opening;

  actions.open('a');

  await service.respondToOpen(stateOf('a'));
  const sent = await service.next('PATCH /a/state');
  assert.deepEqual(sent.body, renamed('mine'));
  assert.equal(store.getState().wizardState.settings.name, 'mine');
});

test('a change beyond a rate limit waits as long as the service asks, and is not offline', async () => {
  const { service, store, actions } = await openWizard('a');
  actions.updateWizardState(renamed('mine')).catch(() => null);
  const problem = { code: 'rate_limited', quota: 'writes', detail: 'Too many writes.' };

  const refused = await service.next('PATCH /a/state');
  refused.respond(problem, { status: 429, 'Retry-After': '1' });
  await nextTask();

  assert.equal(store.getState().isOffline, false);
  assert.equal(store.getState().error, 'Too many writes.');
  const repeated = await service.next('PATCH /a/state');
  assert.equal(repeated.headers.get('Idempotency-Key'), refused.headers.get('Idempotency-Key'));
});

test('a change beyond a quota is rolled back and not sent again', async () => {
  const { service, store, actions } = await openWizard('a');
  const change = actions.updateWizardState(renamed('mine'));
  const problem = { code: 'limit_reached', quota: 'stored_bytes', detail: 'Used up.' };

  (await service.next('PATCH /a/state')).respond(problem, { status: 409 });

  await assert.rejects(change, { code: 'limit_reached' });
  await nextTask();
  assert.equal(store.getState().pendingCount, 0);
  assert.equal(service.requests.filter(({ method }) => method === 'PATCH').length, 0);
});

test('after a rollback without a network nothing is pending or offline', async () => {
  const wizard = await openWizard('a');
  await changeOffline(wizard);
  const { store, actions } = wizard;
  assert.equal(store.getState().isOffline, true);

  actions.rollbackChanges();

  assert.equal(store.getState().isOffline, false);
  assert.equal(store.getState().pendingCount, 0);
});

test('a decided conflict does not overwrite a change that the user has not seen', async () => {
  const { service, store, actions } = await openWizard('a');
  const named = (name, version) => stateOf('a', version, { settings: { name } });
  const conflict = (name, version) => ({
    code: 'precondition_failed',
    state: named(name, version),
    etag: `"e.${version}"`,
  });
  actions.updateWizardState(renamed('mine'));
  (await service.next('PATCH /a/state')).respond(conflict('theirs', 2), { status: 412 });
  await nextTask();
  actions.setWizardState(named('theirs again', 3), '"e.3"');

  actions.resolveConflict('mine');

  const sent = await service.next('PATCH /a/state');
  assert.equal(sent.headers.get('If-Match'), '"e.2"');
  sent.respond(conflict('theirs again', 3), { status: 412 });
  await nextTask();
  assert.equal(store.getState().conflict.theirs.settings.name, 'theirs again');
});

test('opening an investigation removes entries older than seven days from the storage', async () => {
  const storage = new MemoryStorage();
  const [old, young] = [8, 6].map((days) =>
    JSON.stringify({ savedAt: Date.now() - days * 24 * 3600 * 1000 }),
  );
  storage.setItem('wizard:state:old', old);
  storage.setItem('wizard:changes:old:page', old);
  storage.setItem('wizard:state:young', young);
  storage.setItem('of another application', old);

  await openWizard('a', { storage });

  const names = Array.from({ length: storage.length }, (_, index) => storage.key(index));
  assert.deepEqual(names, ['wizard:state:young', 'of another application']);
});

test('stored data of one user is neither shown to another user nor sent by them', async () => {
  const storage = new MemoryStorage();
  const first = await openWizard('a', { storage, service: new FakeService('ana') });
  first.actions.setWizardState(stateOf('a', 2, renamed('seen by ana')), '"e.2"');
  await changeOffline(first);
  first.store.close();

  const other = makeWizard({ storage, service: new FakeService('ben') });
  other.actions.open('a').catch(() => null);
  await nextTask();
  assert.equal(other.store.getState().wizardState, null);
  assert.equal(other.store.getState().pendingCount, 0);

  const again = makeWizard({ storage, service: new FakeService('ana') });
  again.actions.open('a').catch(() => null);
  await nextTask();
  assert.equal(again.store.getState().pendingCount, 1);
});

test('pending changes are written to the storage once, however many events arrive', async () => {
  const storage = new MemoryStorage();
  const wizard = await openWizard('a', { storage });
  await changeOffline(wizard);
  let writes = 0;
  storage.setItem = () => (writes += 1);

  for (let version = 2; version < 9; version += 1) {
    wizard.actions.setWizardState(stateOf('a', version), `"e.${version}"`);
  }

  assert.equal(writes, 0);
});
