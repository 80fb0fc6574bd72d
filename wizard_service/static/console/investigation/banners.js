/**
 * Renders the banners of an investigation: network, storage, errors, overwritten edits, and
 * recovery.
 */

import { serviceNow } from '../../elements/display/clock.js';
import { icon } from '../../elements/display/icons.js';
import { h } from '../../elements/vdom.js';
import { texts } from '../../texts/console.js';
import { overwrittenBanner } from './overwritten/banner.js';

/**
 * @import { Checkpoint } from '../../client/types/lists.js'
 * @import { WizardState } from '../../client/types/state.js'
 * @import { InvestigationPage } from '../pages/investigation-page.js'
 */

const HOUR_MS = 3_600_000;
/** The actions that an archived investigation does not offer. */
const UNARCHIVED = /** @type {const} */ (['resume', 'retry', 'cancel', 'archive']);

/** @param {InvestigationPage} page */
export function banners(page) {
  const { store, app, actions, access } = page;
  const { checkpoint } = access;
  const { isDegraded, storage, error, isOffline, pendingCount } = store.getState();
  const isShownError = error && !isOffline && !app.network.isCut;
  const degraded = texts.banners.degraded;
  const recover = (/** @type {any} */ { detail }) => actions.recover(detail.action);
  return [
    [
      app.network.isCut && cutBanner(pendingCount, () => app.drawer.toggleNetwork()),
      isDegraded && banner('warning', degraded),
      storage?.problem && banner('warning', storage.problem),
      isShownError && banner('error', error),
    ],
    readOnlyBanner(page),
    overwrittenBanner(page),
    isRecoveryShown(page) && h('wizard-recovery', { checkpoint, 'onwizard-recovery': recover }),
  ];
}

/** @param {string} tone @param {string} text */
function banner(tone, text) {
  return h('div.banner', { class: tone, role: 'status' }, icon(tone), h('p.grow', text));
}

/** Says why nothing can be changed, and offers to restore. @param {InvestigationPage} page */
function readOnlyBanner({ access, actions, state }) {
  const reason = state && access.readOnlyReason(state);
  if (!reason) return null;
  const canRestore = state.archived_at && access.mayAdminister(state);
  return h('div.banner.pending', { role: 'status' }, [
    icon(state.archived_at ? 'archive' : 'person'),
    h('p.grow', reason),
    canRestore && h('button.small', { onclick: () => actions.unarchive() }, texts.common.restore),
  ]);
}

/** @param {number} pending @param {() => void} restore */
function cutBanner(pending, restore) {
  const text = pending ? texts.banners.changesWait(pending) : texts.banners.waits;
  return h('div.banner.error', { role: 'status' }, [
    icon('cut'),
    h('p.grow', texts.banners.cut(text)),
    h('button.small', { onclick: restore }, texts.common.restore),
  ]);
}

/**
 * Returns whether the user needs a reminder: after an hour away, or when the investigation is
 * stale.
 * @param {InvestigationPage} page
 */
function isRecoveryShown({ isRecoveryVisible, access, id, app, state }) {
  const { checkpoint } = access;
  if (!isRecoveryVisible || checkpoint?.investigation_id !== id) return false;
  if (state && isOutdated(checkpoint, state)) return false;
  if (['audit', 'past'].includes(app.route.view ?? '')) return false;
  const { stale, last_accessed: accessed } = checkpoint;
  return stale || (accessed !== null && serviceNow() - Date.parse(accessed) > HOUR_MS);
}

/**
 * Returns whether the investigation allows other actions than when the page was opened.
 * @param {Checkpoint} checkpoint
 * @param {WizardState} state
 */
function isOutdated({ status, actions }, state) {
  const isArchived = Boolean(state.archived_at);
  return state.status !== status || (isArchived && UNARCHIVED.some((one) => actions.includes(one)));
}
