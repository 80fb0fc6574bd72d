/** The first page: the active investigations, and templates to begin with. */

import { useState } from 'react';
import { useInvestigations, useTemplates, useWizardApi } from '@wizard-service/client/react';
import { show } from './use-fragment.js';

export function Home() {
  const api = useWizardApi();
  const [problem, setProblem] = useState('');
  const { investigations, openCount, unlistedCount, percents, isLoading, error, actions } =
    useInvestigations();

  const begin = async (request) => {
    try {
      const { document } = await request;
      show(document.investigation_id);
    } catch (failure) {
      setProblem(failure.message);
    }
  };

  return (
    <main>
      <header>
        <h1>Investigations</h1>
        <button onClick={() => begin(api.create())}>New investigation</button>
      </header>
      {(problem || error) && <p role="alert">{problem || error}</p>}
      <p>{isLoading ? 'Loading' : `${openCount} active`}</p>
      <ul>
        {investigations.map((item) => (
          <Row key={item.investigation_id} item={item} percent={percents[item.investigation_id]} />
        ))}
      </ul>
      {unlistedCount > 0 && <button onClick={actions.showMore}>Show more</button>}
      <Templates onUse={(id) => begin(api.applyTemplate(id, {}))} />
    </main>
  );
}

function Row({ item, percent }) {
  const { investigation_id: id, name, status } = item;
  return (
    <li>
      <a href={`#${encodeURIComponent(id)}`}>{name ?? 'Unnamed'}</a> {status.toLowerCase()}
      {percent !== undefined && <progress max="100" value={percent} aria-label="Progress" />}
    </li>
  );
}

function Templates({ onUse }) {
  const { templates, error } = useTemplates();
  if (error) return <p role="alert">{error}</p>;
  return (
    templates.length > 0 && (
      <section aria-label="Templates">
        <h2>Templates</h2>
        <ul>
          {templates.map(({ template_id: id, name }) => (
            <li key={id}>
              {name} <button onClick={() => onUse(id)}>Use</button>
            </li>
          ))}
        </ul>
      </section>
    )
  );
}
