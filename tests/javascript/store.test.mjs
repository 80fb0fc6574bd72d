import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { createWizardStore } from '../../wizard_service/static/client/index.js';
import { MemoryStorage, Service, checkpointOf, letOpen, settled, stateOf } from './pretended.mjs';

// Nothing else does while everything waits for an answer.
const alive = setInterval(() => {}, 1000);
const stores = [];

function wizard({ service = new Service(), storage = new MemoryStorage() } = {}) {
  const store = createWizardStore({
    api: service.api,
    storage,
    shared: false,
    transports: ['poll'],
  });
  stores.push(store);
  return { service, storage, store, actions: store.actions };
}

/** A store in which an investigation is open. */
async function opened(id = 'a', given = {}) {
  const it = wizard(given);
  const opening = it.actions.open(id);
  await letOpen(it.service, stateOf(id));
  await opening;
  return it;
}

after(() => clearInterval(alive));
afterEach(() => stores.splice(0).forEach((store) => store.close()));

test('a change that waits is still there when its investigation is opened again on the same page', async () => {
  const { service, store, actions } = await opened('a');
  actions.updateWizardState({ settings: { name: 'mine' } });
  (await service.asked('PATCH /a/state')).fail();
  await settled();
  const other = actions.open('b');
  await letOpen(service, stateOf('b'));
  await other;

  actions.open('a');

  await letOpen(service, stateOf('a'));
  const sent = await service.asked('PATCH /a/state');
  assert.deepEqual(sent.body, { settings: { name: 'mine' } });
  assert.equal(store.getState().wizardState.settings.name, 'mine');
});

test('what is answered after another investigation was opened changes nothing of that', async () => {
  const { service, store, actions } = await opened('a');
  const cancelling = actions.cancelInvestigation().catch(() => null);
  const cancel = await service.asked('POST /a/cancel');
  const looking = actions.loadCheckpoint().catch(() => null);
  const checkpoint = await service.asked('GET /a/checkpoint');
  const other = actions.open('b');
  await letOpen(service, stateOf('b'));
  await other;

  cancel.answer(stateOf('a', 2, { status: 'CANCELLED' }), { ETag: '"e.2"' });
  checkpoint.answer(checkpointOf('a', 'RESULTS'));
  await Promise.all([cancelling, looking]);

  const { serverState, checkpoint: shown, currentStep } = store.getState();
  assert.deepEqual(
    [serverState.investigation_id, shown.investigation_id, currentStep],
    ['b', 'b', 'SETTINGS'],
  );
});

test('to open another before the first was there is no failure', async () => {
  const { service, store, actions } = wizard();
  const first = actions.open('a');
  await service.asked('GET /a/state');
  const second = actions.open('b');

  await first;
  await letOpen(service, stateOf('b'));
  await second;
  assert.deepEqual(
    [store.getState().serverState.investigation_id, store.getState().error],
    ['b', null],
  );
});

test('a step chosen while the checkpoint is asked for stays chosen', async () => {
  const { service, store, actions } = wizard();
  const opening = actions.open('a');
  (await service.asked('GET /a/state')).answer(stateOf('a', 1, { wizard_step: 'PROGRESS' }), {
    ETag: '"e.1"',
  });
  const checkpoint = await service.asked('GET /a/checkpoint');
  actions.setCurrentStep('SETTINGS');
  checkpoint.answer(checkpointOf('a', 'PROGRESS'));

  await opening;
  assert.equal(store.getState().currentStep, 'SETTINGS');
});

test('of two searches the last one counts, whichever is answered last', async () => {
  const { service, store, actions } = wizard();
  const [first, second] = [actions.loadHistory({ q: 'a' }), actions.loadHistory({ q: 'ab' })];
  const [older, newer] = [
    await service.asked('GET /history?q=a'),
    await service.asked('GET /history?q=ab'),
  ];
  newer.answer({ items: [{ name: 'ab' }], has_more: false, next_cursor: null });
  older.answer({ items: [{ name: 'a' }], has_more: true, next_cursor: 'c' });

  await Promise.all([first, second]);
  assert.deepEqual(
    [store.getState().history, store.getState().hasMoreHistory],
    [[{ name: 'ab' }], false],
  );
});

test('more of a list, asked for twice at once, is added once', async () => {
  const { service, store, actions } = wizard();
  const loading = actions.loadAuditLog('a');
  (await service.asked('GET /a/audit')).answer({ items: [{ entry_id: 2 }], next_cursor: 'c' });
  await loading;
  const twice = [1, 2].map(() => actions.loadAuditLog('a', { more: true }));
  (await service.asked('GET /a/audit?cursor=c')).answer({
    items: [{ entry_id: 1 }],
    next_cursor: null,
  });
  await Promise.all(twice);

  assert.deepEqual(
    store.getState().auditLog.map((each) => each.entry_id),
    [2, 1],
  );
  assert.deepEqual(service.requests, []);
});

test('a change taken back without a network leaves nothing that is offline', async () => {
  const { service, store, actions } = await opened('a');
  actions.updateWizardState({ settings: { name: 'mine' } }).catch(() => null);
  (await service.asked('PATCH /a/state')).fail();
  await settled();
  assert.equal(store.getState().isOffline, true);

  actions.rollbackChanges();

  assert.deepEqual([store.getState().isOffline, store.getState().pendingCount], [false, 0]);
});

test('who keeps their own side of a conflict does not overwrite what came after the side they were shown', async () => {
  const { service, store, actions } = await opened('a');
  const named = (name, version) => stateOf('a', version, { settings: { name } });
  const refusal = (name, version) => ({
    code: 'precondition_failed',
    state: named(name, version),
    etag: `"e.${version}"`,
  });
  actions.updateWizardState({ settings: { name: 'mine' } });
  (await service.asked('PATCH /a/state')).answer(refusal('theirs', 2), { status: 412 });
  await settled();
  actions.setWizardState(named('theirs again', 3), '"e.3"');

  actions.resolveConflict('mine');

  const sent = await service.asked('PATCH /a/state');
  assert.equal(sent.headers.get('If-Match'), '"e.2"');
  sent.answer(refusal('theirs again', 3), { status: 412 });
  await settled();
  assert.equal(store.getState().conflict.theirs.settings.name, 'theirs again');
});

test('what is older than seven days is not kept', () => {
  const storage = new MemoryStorage();
  const [old, young] = [8, 6].map((days) =>
    JSON.stringify({ savedAt: Date.now() - days * 24 * 3600 * 1000 }),
  );
  storage.setItem('wizard:state:old', old);
  storage.setItem('wizard:changes:old:page', old);
  storage.setItem('wizard:state:young', young);
  storage.setItem('of somebody else', old);

  wizard({ storage });

  assert.deepEqual(
    Array.from({ length: storage.length }, (_, n) => storage.key(n)),
    ['wizard:state:young', 'of somebody else'],
  );
});

test('what one user left in the browser is neither shown to another nor sent by them', async () => {
  const storage = new MemoryStorage();
  const first = await opened('a', { storage, service: new Service('ana') });
  first.actions.setWizardState(stateOf('a', 2, { settings: { name: 'seen by ana' } }), '"e.2"');
  first.actions.updateWizardState({ settings: { name: 'mine' } });
  (await first.service.asked('PATCH /a/state')).fail();
  await settled();
  first.store.close();

  const other = wizard({ storage, service: new Service('ben') });
  other.actions.open('a').catch(() => null);
  await settled();
  assert.deepEqual(
    [other.store.getState().wizardState, other.store.getState().pendingCount],
    [null, 0],
  );

  const again = wizard({ storage, service: new Service('ana') });
  again.actions.open('a').catch(() => null);
  await settled();
  assert.equal(again.store.getState().pendingCount, 1);
});

test('what waits is written to the storage once, however many events arrive', async () => {
  const storage = new MemoryStorage();
  const { service, actions } = await opened('a', { storage });
  actions.updateWizardState({ settings: { name: 'mine' } });
  (await service.asked('PATCH /a/state')).fail();
  await settled();
  let written = 0;
  storage.setItem = () => (written += 1);

  for (let version = 2; version < 9; version += 1)
    actions.setWizardState(stateOf('a', version), `"e.${version}"`);

  assert.equal(written, 0);
});

test('a listener that fails keeps nobody from being told', (context) => {
  const { store, actions } = wizard();
  const [told, later] = [[], []];
  context.mock.method(globalThis, 'queueMicrotask', (act) => later.push(act));
  store.subscribe(() => {
    throw new Error('of the page');
  });
  store.subscribe(() => told.push(store.getState().selectedTemplate.name));

  actions.selectTemplate({ name: 'chosen' });

  assert.deepEqual(told, ['chosen']);
  assert.throws(later[0], /of the page/);
});

test('an endpoint that is switched off is not an investigation that is gone', async () => {
  const { service, store, actions } = await opened('a');
  const updating = actions
    .updateWizardState({ settings: { name: 'mine' } })
    .catch(({ code }) => code);
  (await service.asked('PATCH /a/state')).answer({ code: 'feature_disabled' }, { status: 404 });

  assert.deepEqual([await updating, store.getState().isGone], ['feature_disabled', false]);
});

test('with nothing open there is nothing to let go of', () => {
  const { actions } = wizard();

  for (const action of ['stopPolling', 'interruptFeed', 'rollbackChanges']) actions[action]();
});
