import React, { StrictMode, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import { createApi, createWizardStore } from '@wizard-service/client';

const { token, id } = window.given;
const store = createWizardStore({ api: createApi({ token: () => token }) });

function Wizard() {
  const { wizardState, polling, pendingCount } = useSyncExternalStore(store.subscribe, store.getState);
  if (!wizardState) return <p>Loading</p>;
  const rename = (event) => store.actions.updateWizardState({ settings: { name: event.target.value } });
  return (
    <section>
      <input aria-label="Name" value={wizardState.settings.name} onChange={rename} />
      <output>{`v${wizardState.version}, ${pendingCount} pending, ${polling.isConnected ? 'live' : 'not live'}`}</output>
      <ol>{(wizardState.progress?.logs ?? []).map((line, n) => <li key={n}>{line}</li>)}</ol>
    </section>
  );
}

createRoot(document.getElementById('root')).render(<StrictMode><Wizard /></StrictMode>);
store.actions.open(id);
