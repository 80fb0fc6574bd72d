/**
 * <wizard-recovery> is a quiet banner for a returning user: the step the investigation was at, how
 * old that is, and what can be done.
 *
 * checkpoint  {resume_step, status, stale, actions, last_accessed, updated_at} as the API returns
 *             it; null hides the banner
 * Emits `wizard-recovery` {action}: one of the checkpoint's actions, or "dismiss".
 */

import { texts } from '../texts/elements.js';
import { humanize, statusLabel, statusTone } from './display/format.js';
import { icon } from './display/icons.js';
import { relativeTime } from './display/time.js';
import { define, elementWith, sheet } from './element.js';
import { h } from './vdom.js';

/** @import { Checkpoint } from '../client/types/lists.js' */

const style = sheet(`
section { display: flex; align-items: center; flex-wrap: wrap; gap: var(--wz-2) var(--wz-3);
  padding: var(--wz-2) var(--wz-2) var(--wz-2) var(--wz-4);
  border: 1px solid var(--wz-border); border-left: 3px solid var(--tone);
    border-radius: var(--wz-radius); background: var(--wz-surface); }
p { flex: 1 1 260px; }
`);

/** The most likely one first. */
const ACTIONS = /** @type {const} */ ([
  'view_results',
  'retry',
  'resume',
  'start_fresh',
  'archive',
  'cancel',
]);

export class Recovery extends elementWith('wizard-recovery', {
  checkpoint: /** @type {Checkpoint | null} */ (null),
}) {
  static style = style;

  view() {
    const { checkpoint } = this;
    if (!checkpoint) return null;
    const { status, stale } = checkpoint;
    const dismiss = () => this.emit('wizard-recovery', { action: 'dismiss' });
    const props = { 'aria-label': texts.recovery.dismiss, onclick: dismiss };
    return h('section', { class: statusTone(status), 'aria-label': texts.recovery.whereYouWere }, [
      icon(stale ? 'history' : statusTone(status)),
      h('p', summary(checkpoint)),
      h('div.row.wrap', [
        this.#actionButtons(checkpoint),
        h('button.plain.icon.small', props, icon('close')),
      ]),
    ]);
  }

  /** @param {Checkpoint} checkpoint */
  #actionButtons({ actions }) {
    return ACTIONS.filter((action) => actions?.includes(action)).map((action, index) => {
      const emit = () => this.emit('wizard-recovery', { action });
      return h(
        'button.small',
        { class: index === 0 ? 'primary' : '', onclick: emit },
        texts.recovery.actions[action],
      );
    });
  }
}

/** @param {Checkpoint} checkpoint */
function summary({
  resume_step: step,
  status,
  stale,
  last_accessed: accessed,
  updated_at: updated,
}) {
  const changed = relativeTime(updated);
  const times = accessed
    ? texts.recovery.lastOpened(relativeTime(accessed), changed)
    : texts.recovery.lastChanged(changed);
  return [
    h('b', texts.format.stepAndStatus(humanize(step), statusLabel(status))),
    h('span.muted', times, stale && texts.recovery.startFreshAdvice),
  ];
}

define(Recovery);
