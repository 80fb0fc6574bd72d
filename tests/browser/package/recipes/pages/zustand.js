import { createElement as h } from 'react';
import { createRoot } from 'react-dom/client';
import { createUseWizardStore } from '../zustand.js';

export function show(root, api, id) {
  const useWizardStore = createUseWizardStore({ api });
  window.members = () => Object.keys(useWizardStore.getState());

  function Page() {
    const settings = useWizardStore((state) => state.wizardState?.settings);
    const updateWizardState = useWizardStore((state) => state.updateWizardState);
    const rename = (event) => updateWizardState({ settings: { name: event.target.value } });
    return settings && h('input', { 'aria-label': 'Name', value: settings.name, onChange: rename });
  }

  createRoot(root).render(h(Page));
  return useWizardStore.getState().open(id);
}
