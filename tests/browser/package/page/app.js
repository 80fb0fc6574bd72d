/** A page that uses every hook. It runs in a browser and on a server. */

import { Fragment, StrictMode, createElement as h, useState } from 'react';
import {
  WizardProvider,
  useFeed,
  useInvestigation,
  useInvestigations,
  useTemplates,
} from '@wizard-service/client/react';

export function App({ api, id, initial }) {
  const wizard = h(WizardProvider, { api }, h(Switch, { id, initial }));
  return h(StrictMode, null, wizard);
}

function Switch({ id, initial }) {
  const [isShown, setShown] = useState(true);
  const toggle = h('button', { onClick: () => setShown(!isShown) }, isShown ? 'Hide' : 'Show');
  const parts = [Title, Wizard, List, Templates, Feed];
  const views = parts.map((part) => h(part, { key: part.name, id, initial }));
  return h(Fragment, null, toggle, isShown && views);
}

/** Shows the same investigation as `Wizard`. */
function Title({ id, initial }) {
  const { wizardState } = useInvestigation(id, { initial });
  return h('h1', null, wizardState?.settings.name ?? 'Loading');
}

function Wizard({ id, initial }) {
  const { wizardState, polling, pendingCount, error, actions } = useInvestigation(id, { initial });
  if (!wizardState) return h('p', { role: 'alert' }, error);
  const rename = (event) => actions.updateWizardState({ settings: { name: event.target.value } });
  const connection = polling.isConnected ? 'live' : 'not live';
  const logs = wizardState.progress?.logs ?? [];
  return h(
    'section',
    { 'aria-label': 'Wizard' },
    h('input', { 'aria-label': 'Name', value: wizardState.settings.name, onChange: rename }),
    h('output', null, `v${wizardState.version}, ${pendingCount} pending, ${connection}`),
    list(logs.map((line, index) => [index, line])),
  );
}

function List() {
  const { investigations, openCount, isLoading } = useInvestigations();
  const rows = investigations.map(({ investigation_id, name }) => [investigation_id, name]);
  const summary = isLoading ? 'Loading' : `${openCount} open`;
  return h('section', { 'aria-label': 'Investigations' }, h('p', null, summary), list(rows));
}

function Templates({ id }) {
  const { templates, isLoading, actions } = useTemplates();
  const save = () => actions.createTemplate({ name: 'Saved', from_investigation: id });
  return h(
    'section',
    { 'aria-label': 'Templates' },
    h('button', { onClick: save, disabled: isLoading }, 'Save as template'),
    list(templates.map(({ template_id, name }) => [template_id, name])),
  );
}

function Feed({ id }) {
  const { events, connection } = useFeed(id);
  return h(
    'section',
    { 'aria-label': 'Feed' },
    h('p', null, connection.phase),
    list(events.map((event) => [event.id, event.event_type])),
  );
}

function list(rows) {
  const items = rows.map(([key, text]) => h('li', { key }, text));
  return h('ul', null, items);
}
