/** The fragment of the address, decoded: the id of the investigation on the screen. */

import { useSyncExternalStore } from 'react';

function subscribe(listener) {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}

export function useFragment() {
  return decodeURIComponent(useSyncExternalStore(subscribe, () => location.hash.slice(1)));
}

export function show(id) {
  location.hash = encodeURIComponent(id);
}
