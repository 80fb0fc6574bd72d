import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  FakeService,
  MemoryStorage,
  checkpointOf,
  nextTask,
  stateOf,
} from './fakes/fake-service.mjs';
import { makeWizard, openWizard } from './fakes/fake-wizard.mjs';

test('a response of one investigation does not change another that was opened since', async () => {
  const { service, store, actions } = await openWizard('a');
  const cancelling = actions.cancelInvestigation().catch(() => null);
  const cancel = await service.next('POST /a/cancel');
  const resuming = actions.loadCheckpoint().catch(() => null);
  const checkpoint = await service.next('GET /a/checkpoint');
  const opening = actions.open('b');
  await service.respondToOpen(stateOf('b'));
  await opening;

  cancel.respond(stateOf('a', 2, { status: 'CANCELLED' }), { ETag: '"e.2"' });
  checkpoint.respond(checkpointOf('a', 'RESULTS'));
  await Promise.all([cancelling, resuming]);

  const state = store.getState();
  assert.equal(state.serverState.investigation_id, 'b');
  assert.equal(state.checkpoint.investigation_id, 'b');
  assert.equal(state.currentStep, 'SETTINGS');
});

test('opening a second investigation before the first was loaded is no failure', async () => {
  const { service, store, actions } = makeWizard();
  const first = actions.open('a');
  await service.next('GET /a/state');
  const second = actions.open('b');

  await first;
  await service.respondToOpen(stateOf('b'));
  await second;

  assert.equal(store.getState().serverState.investigation_id, 'b');
  assert.equal(store.getState().error, null);
});

test('a step chosen while the checkpoint is loading stays chosen', async () => {
  const { service, store, actions } = makeWizard();
  const opening = actions.open('a');
  const state = stateOf('a', 1, { wizard_step: 'PROGRESS' });
  (await service.next('GET /a/state')).respond(state, { ETag: '"e.1"' });
  const checkpoint = await service.next('GET /a/checkpoint');
  actions.setCurrentStep('SETTINGS');
  checkpoint.respond(checkpointOf('a', 'PROGRESS'));

  await opening;
  assert.equal(store.getState().currentStep, 'SETTINGS');
});

test('of two searches the last one counts, whichever is answered last', async () => {
  const { service, store, actions } = makeWizard();
  const searches = [actions.loadHistory({ q: 'a' }), actions.loadHistory({ q: 'ab' })];
  const older = await service.next('GET /history?q=a');
  const newer = await service.next('GET /history?q=ab');
  newer.respond({ items: [{ name: 'ab' }], has_more: false, next_cursor: null });
  older.respond({ items: [{ name: 'a' }], has_more: true, next_cursor: 'c' });

  await Promise.all(searches);
  assert.deepEqual(store.getState().history, [{ name: 'ab' }]);
  assert.equal(store.getState().hasMoreHistory, false);
});

test('the next page of a list, requested twice at once, is loaded once', async () => {
  const { service, store, actions } = makeWizard();
  const loading = actions.loadAuditLog('a');
  (await service.next('GET /a/audit')).respond({ items: [{ entry_id: 2 }], next_cursor: 'c' });
  await loading;

  const twice = [1, 2].map(() => actions.loadAuditLog('a', { more: true }));
  const next = await service.next('GET /a/audit?cursor=c');
  next.respond({ items: [{ entry_id: 1 }], next_cursor: null });
  await Promise.all(twice);

  const entryIds = store.getState().auditLog.map(({ entry_id }) => entry_id);
  assert.deepEqual(entryIds, [2, 1]);
  assert.deepEqual(service.requests, []);
});

test('a listener that throws does not keep the others from being called', (context) => {
  const { store, actions } = makeWizard();
  const names = [];
  const microtasks = [];
  context.mock.method(globalThis, 'queueMicrotask', (task) => microtasks.push(task));
  store.subscribe(() => {
    throw new Error('of the page');
  });
  store.subscribe(() => names.push(store.getState().selectedTemplate.name));

  actions.selectTemplate({ name: 'chosen' });

  assert.deepEqual(names, ['chosen']);
  assert.throws(microtasks[0], /of the page/);
});

test('a disabled endpoint does not mean that the investigation is gone', async () => {
  const { service, store, actions } = await openWizard('a');
  const code = actions
    .updateWizardState({ settings: { name: 'mine' } })
    .catch((failure) => failure.code);
  (await service.next('PATCH /a/state')).respond({ code: 'feature_disabled' }, { status: 404 });

  assert.equal(await code, 'feature_disabled');
  assert.equal(store.getState().isGone, false);
});

test('a removed section is null while its change is pending and after it is stored', async () => {
  const { service, store, actions } = await openWizard('a');
  const stored = actions.updateWizardState({ settings: null });
  assert.equal(store.getState().wizardState.settings, null);

  const state = stateOf('a', 2, { settings: null });
  (await service.next('PATCH /a/state')).respond(state, { ETag: '"e.2"' });
  await stored;

  assert.deepEqual(store.getState().wizardState, state);
});

test('with nothing open there is nothing to stop, interrupt or roll back', () => {
  const { store, actions } = makeWizard();
  const before = store.getState();

  for (const action of ['stopPolling', 'interruptFeed', 'rollbackChanges']) actions[action]();

  assert.equal(store.getState(), before);
});

test('a reset keeps the templates and closes the investigation', async () => {
  const { service, store, actions } = await openWizard('a');
  const loading = actions.loadTemplates();
  (await service.next('GET /templates')).respond({ items: [{ template_id: 't' }] });
  await loading;

  actions.resetWizard();
  await nextTask();

  const { wizardState, templates, polling } = store.getState();
  assert.deepEqual([wizardState, templates.length, polling.isPolling], [null, 1, false]);
});

test('the browser keeps states as long as the configuration says, unless the page chose a time', async () => {
  const storage = new MemoryStorage();
  const { store } = await openWizard('a', { storage });
  store.close();
  const shown = [];
  for (const [ttl, cacheTtlMs] of [[60], [0], [0, 60_000], [60, 0]]) {
    const kept = new MemoryStorage();
    for (let index = 0; index < storage.length; index += 1)
      kept.setItem(storage.key(index), storage.getItem(storage.key(index)));
    const service = new FakeService();
    const wizard = makeWizard({ service, storage: kept, cacheTtlMs });
    const reading = service.api.clientConfig();
    const polling = { max_retries: 3, fast_interval_ms: 500, normal_interval_ms: 2000 };
    const config = { polling, limits: { state_cache_ttl_s: ttl } };
    (await service.next('GET /client-config')).respond(config);
    await reading;
    const opening = wizard.actions.open('a').catch(() => null);
    await service.next('GET /a/state');
    shown.push(wizard.store.getState().wizardState !== null);
    wizard.store.close();
    void opening;
  }

  assert.deepEqual(shown, [true, false, true, false]);
});
