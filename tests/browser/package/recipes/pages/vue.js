import { createApp, h } from 'vue';
import { createWizardStore } from '@wizard-service/client/store';
import { useStore } from '../vue.js';

export function show(root, api, id) {
  const store = createWizardStore({ api });
  const setup = () => {
    const state = useStore(store);
    const rename = (event) =>
      store.actions.updateWizardState({ settings: { name: event.target.value } });
    return () => {
      const value = state.value.wizardState?.settings.name ?? '';
      return h('input', { 'aria-label': 'Name', value, onInput: rename });
    };
  };
  createApp({ setup }).mount(root);
  return store.actions.open(id);
}
