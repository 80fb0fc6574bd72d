/** The hook of the caller's active investigations. */

import { useMemo } from 'react';
import { INITIAL } from '../feed/stream.js';
import { ActiveList } from '../lists/active-list.js';
import { Observable } from '../store/observable.js';
import { useSource } from './provider.js';
import { Source } from './source.js';

/**
 * @import { ListConnection } from '../lists/active-list.js'
 * @import { ListedInvestigation } from '../lists/list-pages.js'
 * @import { WizardStoreOptions } from '../store/types.js'
 *
 * @typedef {object} InvestigationsState
 * @property {ListedInvestigation[]} investigations the newest ones: those that are open, and those
 *   that have finished among the newest 50
 * @property {number} openCount how many are open, listed or not
 * @property {number} unlistedCount how many open ones `showMore` would still list
 * @property {number} waitingCount how many wait for a person, listed or not
 * @property {Record<string, number>} percents the progress by id, as far as it is known
 * @property {boolean} isLoading
 * @property {string | null} error
 * @property {ListConnection} connection
 *
 * @typedef {{ showMore: () => Promise<void>, reload: () => Promise<void> }} InvestigationsActions
 * @typedef {InvestigationsState & { actions: InvestigationsActions }} InvestigationsView
 */

/** @type {InvestigationsState} */
const LOADING = Object.freeze({
  investigations: [],
  openCount: 0,
  unlistedCount: 0,
  waitingCount: 0,
  percents: {},
  isLoading: true,
  error: null,
  connection: INITIAL,
});

/** Shows the active investigations and keeps the list current. @returns {InvestigationsView} */
export function useInvestigations() {
  const [state, { actions }] = useSource('investigations', makeSource);
  return useMemo(() => ({ ...state, actions }), [state, actions]);
}

/** @param {WizardStoreOptions} options */
function makeSource({ api }) {
  const shown = new Observable(LOADING);
  let list = /** @type {ActiveList | null} */ (null);
  const live = {
    getState: shown.get,
    subscribe: shown.subscribe,
    actions: {
      showMore: async () => list?.showMore(),
      reload: async () => list?.load(),
    },
    start: () => {
      const started = new ActiveList(api, () => list === started && shown.set(stateOf(started)));
      list = started;
      shown.set(LOADING);
      started.start();
    },
    stop: () => {
      list?.close();
      list = null;
    },
  };
  return new Source(LOADING, live);
}

/** @param {ActiveList} list @returns {InvestigationsState} */
function stateOf(list) {
  const { items, openCount, unlistedCount, waitingCount, problem, connection } = list;
  return {
    investigations: items ?? LOADING.investigations,
    openCount,
    unlistedCount,
    waitingCount,
    percents: Object.fromEntries(list.percents),
    isLoading: items === null && problem === null,
    error: problem,
    connection,
  };
}
