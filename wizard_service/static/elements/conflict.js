/**
 * <wizard-conflict> lets the user choose between two changes of the same investigation.
 *
 * conflict  {mine, base, theirs, fields, actor?, changedAt?}: `mine` is a merge patch, `base` and
 *           `theirs` are states, `fields` are the paths that both changed; null closes the dialog
 * Emits `wizard-resolve` {choice}: "mine", "theirs", or a merge patch for `theirs` with the picks.
 */

import { composePatches, patchAt } from '../client/merge-patch.js';
import { texts } from '../texts/elements.js';
import { leaves, pathLabel, valueAt, valueView } from './display/diff.js';
import { table } from './display/table.js';
import { relativeTime } from './display/time.js';
import { define, elementWith, sheet } from './element.js';
import { h } from './vdom.js';

/**
 * @import { JsonObject } from '../client/types/state.js'
 *
 * @typedef {object} ConflictingChanges
 * @property {JsonObject} mine
 * @property {JsonObject} base
 * @property {JsonObject} theirs
 * @property {string[]} fields
 * @property {string | null} [actor]
 * @property {string | null} [changedAt]
 *
 * @typedef {'mine' | 'theirs'} Side
 * @typedef {{ path: string, before: unknown, mine: unknown, theirs: unknown }} Row
 */

const style = sheet(`
dialog { border: 1px solid var(--wz-border-strong); border-radius: 10px; padding: 0;
  background: var(--wz-surface); color: var(--wz-text);
  width: min(880px, calc(100vw - 24px)); max-height: calc(100vh - 48px); }
dialog::backdrop { background: rgb(10 12 16 / 55%); }
.top, footer { padding: var(--wz-4) var(--wz-5); }
footer { display: flex; flex-wrap: wrap; gap: var(--wz-2); justify-content: flex-end;
  border-top: 1px solid var(--wz-border); position: sticky; bottom: 0;
  background: var(--wz-surface); }
footer .grow { align-self: center; }
th, td { vertical-align: top; padding: var(--wz-2) var(--wz-3); width: 26%;
  overflow-wrap: anywhere; }
th:first-child, td:first-child { padding-left: var(--wz-5); width: 22%; }
thead th { font-size: var(--wz-size-small); font-weight: 500; background: var(--wz-canvas); }
label.pick { display: flex; gap: var(--wz-2); font-size: var(--wz-size); color: var(--wz-text);
  font-weight: 400; margin: 0; cursor: pointer; }
label.pick input { margin-top: 2px; }
td.picked { background: var(--wz-accent-soft); }
.items { display: grid; gap: 2px; font-size: var(--wz-size-small); }
@media (max-width: 640px) {
  thead { display: none; }
  tr { display: block; border-top: 1px solid var(--wz-border); padding: var(--wz-2) 0; }
  th, td, th:first-child, td:first-child { display: block; width: auto; border: 0;
    padding: 4px var(--wz-4); }
  td::before { content: attr(data-name); display: block; font-size: var(--wz-size-small);
    color: var(--wz-muted); }
}
`);

export class Conflict extends elementWith('wizard-conflict', {
  conflict: /** @type {ConflictingChanges | null} */ (null),
}) {
  static style = style;

  /** @type {Map<string, Side>} */
  #picks = new Map();

  /** @param {string} _name @param {ConflictingChanges | null} before */
  changed(_name, before) {
    if (this.conflict !== before) this.#picks = new Map();
  }

  view() {
    if (!this.conflict) return h('dialog', { 'aria-label': texts.conflict.title });
    const props = {
      'aria-labelledby': 'title',
      'aria-describedby': 'what',
      oncancel: (/** @type {Event} */ event) => event.preventDefault(),
      onclose: () => this.update(),
    };
    return h('dialog', props, [introduction(this.conflict), this.#table(), this.#buttons()]);
  }

  rendered() {
    const dialog = /** @type {HTMLDialogElement} */ (this.root.querySelector('dialog'));
    if (this.conflict && !dialog.open) dialog.showModal();
    if (!this.conflict && dialog.open) dialog.close();
  }

  #table() {
    const columns = [
      texts.changes.field,
      texts.changes.before,
      texts.conflict.yours,
      texts.conflict.theirs,
    ];
    const rows = this.#rows().map((row) => this.#row(row));
    return table(columns, rows);
  }

  #buttons() {
    return h('footer', [
      h('button', { onclick: () => this.#resolve('theirs') }, texts.conflict.takeTheirs),
      h('button', { onclick: () => this.#resolve('mine') }, texts.conflict.keepMine),
      h(
        'button.primary',
        { onclick: () => this.#resolve(this.#picked()) },
        texts.conflict.savePicked,
      ),
    ]);
  }

  /** @returns {Row[]} */
  #rows() {
    const { mine, base, theirs, fields } = this.#conflict;
    const isConflicting = (/** @type {string} */ path) =>
      fields.length === 0 ||
      fields.some((field) => path.startsWith(field) || field.startsWith(path));
    return leaves(mine)
      .filter(([path]) => isConflicting(path))
      .map(([path, value]) => ({
        path,
        before: valueAt(base, path),
        mine: value,
        theirs: valueAt(theirs, path),
      }));
  }

  /** @param {Row} row */
  #row({ path, before, mine, theirs }) {
    return h('tr', { key: path }, [
      h('th', { scope: 'row' }, pathLabel(path)),
      h('td.muted', { 'data-name': 'Before' }, valueView(before)),
      this.#option(path, 'mine', texts.conflict.yours, mine),
      this.#option(path, 'theirs', texts.conflict.theirs, theirs),
    ]);
  }

  /** @param {string} path @param {Side} side @param {string} name @param {unknown} value */
  #option(path, side, name, value) {
    const isPicked = (this.#picks.get(path) ?? 'mine') === side;
    const pick = () => {
      this.#picks.set(path, side);
      this.update();
    };
    const radio = h('input', {
      type: 'radio',
      name: path,
      checked: isPicked,
      'aria-label': `${pathLabel(path)}: ${name.toLowerCase()}`,
      onchange: pick,
    });
    const props = { class: isPicked ? 'picked' : '', 'data-name': name };
    return h('td', props, h('label.pick', radio, valueView(value)));
  }

  get #conflict() {
    return /** @type {ConflictingChanges} */ (this.conflict);
  }

  /** Builds the patch of the picks. Fields that are not in conflict keep the value of `mine`. */
  #picked() {
    return leaves(this.#conflict.mine)
      .filter(([path]) => this.#picks.get(path) !== 'theirs')
      .reduce((patch, [path, value]) => composePatches(patch, patchAt(path, value)), {});
  }

  /** @param {Side | JsonObject} choice */
  #resolve(choice) {
    const isEmpty = typeof choice === 'object' && Object.keys(choice).length === 0;
    this.emit('wizard-resolve', { choice: isEmpty ? 'theirs' : choice });
  }
}

/** @param {ConflictingChanges} conflict */
function introduction({ actor, changedAt }) {
  const change = actor ? texts.conflict.changedBy(actor) : texts.conflict.changedElsewhere;
  const time = changedAt ? ` ${relativeTime(changedAt)}` : '';
  const text = texts.conflict.introduction(change, time);
  return h('div.top', [
    h('h2', { id: 'title' }, texts.conflict.heading),
    h('p.muted', { id: 'what' }, text),
  ]);
}

define(Conflict);
