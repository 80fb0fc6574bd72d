/**
 * <wizard-executor> shows whether an executor works on an investigation, and since when.
 *
 * state  the investigation as the API returns it
 * Shows nothing unless the investigation is in progress. Slot `actions` takes buttons of the page.
 */

import { texts } from '../../texts/elements.js';
import { serviceNow } from '../display/clock.js';
import { icon } from '../display/icons.js';
import { relativeTime } from '../display/time.js';
import { define, elementWith, sheet } from '../element.js';
import { hasStarted } from '../progress.js';
import { h } from '../vdom.js';

/**
 * @import { ExecutorPresence, WizardState } from '../../client/types/state.js'
 *
 * @typedef {object} Presence
 * @property {'waiting' | 'working' | 'silent' | 'lost' | 'released'} kind
 * @property {string} title
 * @property {string} text
 */

const TICK_MS = 1000;
// An executor that is started takes the lease within seconds.
const PATIENCE_MS = 30_000;
// Executors report more often than this; one without a lease is not noticed when it is lost.
const SILENCE_MS = 60_000;
const TONES = {
  waiting: 'pending',
  working: 'running',
  silent: 'warning',
  lost: 'error',
  released: 'warning',
};

const style = sheet(`
section { display: flex; flex-wrap: wrap; align-items: center; gap: var(--wz-2);
  padding: var(--wz-2) var(--wz-3); border-left: 3px solid var(--tone); }
section > svg { color: var(--tone); }
h3 { overflow-wrap: anywhere; }
p { flex: 1 1 220px; }
`);

export class Executor extends elementWith('wizard-executor', {
  state: /** @type {WizardState | null} */ (null),
}) {
  static style = style;

  /** @type {ReturnType<typeof setInterval> | undefined} */
  #ticking;

  connectedCallback() {
    super.connectedCallback();
    this.#ticking = setInterval(() => this.update(), TICK_MS);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#ticking);
  }

  view() {
    const presence = this.state && presenceOf(this.state);
    if (!presence) return null;
    const { kind, title, text } = presence;
    const tone = TONES[kind];
    return h('section.panel', { class: tone, 'aria-label': texts.executor.title }, [
      icon(tone, kind === 'working' ? 'spin' : ''),
      h('h3', { 'aria-live': 'polite' }, title),
      h('p.muted.small', text),
      h('slot', { name: 'actions' }),
    ]);
  }
}

/**
 * Returns whether and how an executor works on an investigation, null unless it is in progress.
 * @param {WizardState} state
 * @returns {Presence | null}
 */
export function presenceOf({ status, wizard_step: step, progress, updated_at: changed }) {
  if (status !== 'IN_PROGRESS' || step !== 'PROGRESS') return null;
  const executor = progress?.executor;
  if (executor) return PRESENCES[executor.status](executor, changed);
  const silentMs = serviceNow() - Date.parse(changed);
  if (!hasStarted(progress)) return waiting(changed, silentMs > PATIENCE_MS);
  const text = texts.executor.silentText(relativeTime(changed));
  if (silentMs < SILENCE_MS) return { kind: 'working', title: texts.executor.anyWorks, text };
  return { kind: 'silent', title: texts.executor.silent, text };
}

/** @param {string} since @param {boolean} isLong @returns {Presence} */
function waiting(since, isLong) {
  const started = texts.executor.started(relativeTime(since));
  const advice = texts.executor.noneTookUp;
  const text = isLong ? `${started} ${advice}` : started;
  return { kind: 'waiting', title: texts.executor.waiting, text };
}

/** @type {Record<string, (executor: ExecutorPresence, changed: string) => Presence>} */
const PRESENCES = {
  ATTACHED: ({ executor, since }, changed) => ({
    kind: 'working',
    title: texts.executor.works(executor),
    text: texts.executor.worksText(relativeTime(since), relativeTime(changed)),
  }),
  LOST: ({ executor, since, last_seen_at: seen }) => ({
    kind: 'lost',
    title: texts.executor.lost(executor),
    text: texts.executor.lostText(relativeTime(seen), relativeTime(since)),
  }),
  RELEASED: ({ executor, since }) => ({
    kind: 'released',
    title: texts.executor.stopped(executor),
    text: texts.executor.stoppedText(relativeTime(since)),
  }),
};

define(Executor);
