/** Renders what can be done with the selected rows of the history, and how far it has got. */

import { texts } from '../../texts/elements.js';
import { number } from '../../texts/language.js';
import { sheet } from '../display/base-style.js';
import { icon } from '../display/icons.js';
import { h } from '../vdom.js';

/**
 * @import { BulkActionName } from '../../client/types/history.js'
 * @import { HistoryItem } from '../../client/types/lists.js'
 * @import { History } from '../history.js'
 *
 * @typedef {{ text: string, done: number, total: number }} WorkProgress
 */

/** @type {[BulkActionName, string, (item: HistoryItem) => boolean][]} */
const ACTIONS = [
  ['archive', 'archive', ({ archived_at: archivedAt }) => !archivedAt],
  ['restore', 'restore', ({ archived_at: archivedAt }) => Boolean(archivedAt)],
  ['retry', 'play', (item) => !item.archived_at && item.status === 'ERROR'],
  ['cancel', 'stop', (item) => !item.archived_at && isOpen(item)],
  ['delete', 'remove', () => true],
];

export const selectionStyle = sheet(`
.selection { padding: 6px 6px 6px var(--wz-4); background: var(--wz-accent-soft);
  border: 1px solid var(--wz-accent); border-radius: var(--wz-radius); flex-wrap: wrap; }
.selection progress { flex: 1; min-width: 80px; accent-color: var(--wz-accent-fill); }
`);

/** @param {History} history */
export function selectionBar(history) {
  if (history.progress) return progressBar(history, history.progress);
  const items = history.selectedItems;
  if (!items.length) return null;
  return h('div.row.selection', { role: 'group', 'aria-label': texts.history.selection }, [
    h('b.number', texts.history.selected(items.length)),
    h('span.grow', matchingButton(history)),
    ACTIONS.map((action) => actionButton(history, items, action)),
    h(
      'button.plain.small',
      { onclick: () => history.selectAll(false) },
      texts.history.clearSelection,
    ),
  ]);
}

/** Offers the rows that match and are not shown. @param {History} history */
function matchingButton(history) {
  const { total, matching, selected } = history;
  if (matching || total <= selected.size) return null;
  const select = () => history.emit('wizard-history-select', { all: true });
  return h('button.small', { onclick: select }, texts.history.selectAllMatching(total));
}

/**
 * @param {History} history
 * @param {HistoryItem[]} items
 * @param {typeof ACTIONS[number]} action
 */
function actionButton(history, items, [action, iconName, isAllowed]) {
  const allowed = items.filter(isAllowed);
  if (!allowed.length) return null;
  const label = texts.history.actions[action];
  const text = allowed.length === items.length ? label : `${label} ${number(allowed.length)}`;
  const className = action === 'delete' ? 'danger' : '';
  const act = () => history.actOn(action, allowed);
  return h('button.small', { class: className, onclick: act }, icon(iconName), text);
}

/** @param {History} history @param {WorkProgress} progress */
function progressBar(history, { text, done, total }) {
  const stop = () => history.emit('wizard-history-stop');
  return h('div.row.selection', { role: 'group', 'aria-label': texts.history.progress }, [
    h('b.number', { role: 'status' }, texts.history.progressOf(text, done, total)),
    h('progress', { max: total, value: done, 'aria-label': text }),
    h('button.small', { onclick: stop }, icon('stop'), texts.history.stop),
  ]);
}

/** @param {HistoryItem} item */
function isOpen({ status }) {
  return status === 'IN_PROGRESS' || status === 'ERROR';
}
