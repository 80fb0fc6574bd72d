import { mount } from 'svelte';
import { createWizardStore } from '@wizard-service/client/store';
import Page from './page.svelte';

export function show(target, api, id) {
  const store = createWizardStore({ api });
  mount(Page, { target, props: { store } });
  return store.actions.open(id);
}
