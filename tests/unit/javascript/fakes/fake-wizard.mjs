/** Stores on a fake service; they are closed after each test. */

import { after, afterEach } from 'node:test';
import { createWizardStore } from '../../../../wizard_service/static/client/index.js';
import { FakeService, MemoryStorage, stateOf } from './fake-service.mjs';

// Keeps Node running while every promise waits for a response.
const keepAlive = setInterval(() => {}, 1000);
const stores = [];

after(() => clearInterval(keepAlive));
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
});

export function makeWizard(options = {}) {
  const { service = new FakeService(), storage = new MemoryStorage(), cacheTtlMs } = options;
  const transports = ['poll'];
  const store = createWizardStore({
    api: service.api,
    storage,
    shared: false,
    transports,
    cacheTtlMs,
  });
  stores.push(store);
  return { service, storage, store, actions: store.actions };
}

/** Returns a store in which an investigation is open. */
export async function openWizard(id = 'a', options = {}) {
  const wizard = makeWizard(options);
  const opening = wizard.actions.open(id);
  await wizard.service.respondToOpen(stateOf(id));
  await opening;
  return wizard;
}
