import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, createElement as h } from 'react';
import { createRoot } from 'react-dom/client';
import { useInvestigationPatch, useInvestigationQuery } from '../tanstack-query.js';

export function show(root, api, id) {
  function Page() {
    const { data } = useInvestigationQuery(api, id);
    const { mutate } = useInvestigationPatch(api, id);
    if (!data) return null;
    const { settings } = data.document;
    const rename = (event) =>
      mutate({ changes: { settings: { name: event.target.value } }, etag: data.etag });
    // The state is that of the service; the field shows it again when it has changed.
    return h('input', {
      'aria-label': 'Name',
      key: settings.name,
      defaultValue: settings.name,
      onBlur: rename,
    });
  }

  const provider = h(QueryClientProvider, { client: new QueryClient() }, h(Page));
  createRoot(root).render(h(StrictMode, null, provider));
}
