/** Renders what another user has overwritten, and offers the text of the user. */

import { pathLabel, plainText, valueAt, valueView } from '../../../elements/display/diff.js';
import { icon } from '../../../elements/display/icons.js';
import { table } from '../../../elements/display/table.js';
import { relativeTime } from '../../../elements/display/time.js';
import { h } from '../../../elements/vdom.js';
import { texts } from '../../../texts/console.js';
import { all } from '../../../texts/language.js';

/**
 * @import { WizardState } from '../../../client/types/state.js'
 * @import { InvestigationPage } from '../../pages/investigation-page.js'
 * @import { OverwrittenEdit } from './edits.js'
 */

/** @param {InvestigationPage} page */
export function overwrittenBanner(page) {
  const { overwritten, state } = page;
  const { edits } = overwritten;
  if (!state || !edits.length) return null;
  const rows = edits.map((edit) => row(edit, state));
  return h(
    'section.panel.overwritten.warning',
    { key: 'overwritten', 'aria-label': texts.overwritten.title },
    [
      h('p', { role: 'alert' }, icon('warning'), h('span', introduction(edits))),
      h(
        'div.rows',
        table([texts.overwritten.field, texts.overwritten.yours, texts.overwritten.now], rows),
      ),
      buttons(page, edits),
    ],
  );
}

/** @param {OverwrittenEdit[]} edits */
function introduction(edits) {
  const actors = all([...new Set(edits.map(({ actor }) => actor))]);
  const latest = edits
    .map(({ at }) => at)
    .sort()
    .at(-1);
  const isUnseen = edits.some(({ unseen }) => unseen);
  const time = latest ? ` ${relativeTime(latest)}` : '';
  const { keptHere, replaced, wroteOver } = texts.overwritten;
  if (!isUnseen) return h('b', replaced(actors, time));
  return [h('b', wroteOver(actors, time)), keptHere];
}

/** @param {OverwrittenEdit} edit @param {WizardState} state */
function row({ path, mine }, state) {
  return h('tr', { key: path }, [
    h('th', { scope: 'row' }, pathLabel(path.replace('settings.', ''))),
    h('td', valueView(mine)),
    h('td.muted', valueView(valueAt(state, path))),
  ]);
}

/** @param {InvestigationPage} page @param {OverwrittenEdit[]} edits */
function buttons({ actions, app, overwritten, state }, edits) {
  const isEditable = state?.wizard_step === 'SETTINGS' && state.status === 'IN_PROGRESS';
  const hasSettings = 'settings' in overwritten.patch;
  const lines = edits.map(({ path, mine }) => `${pathLabel(path)}: ${plainText(mine)}`);
  const copy = { onclick: () => app.copy(lines.join('\n'), texts.overwritten.copiedYours) };
  const putBack = { onclick: () => actions.putBackOverwritten() };
  return h('div.row.wrap', [
    isEditable &&
      hasSettings &&
      h('button.small', putBack, icon('restore'), texts.overwritten.putBack),
    h('button.small', copy, icon('copy'), texts.overwritten.copyMine),
    h(
      'button.small',
      { onclick: () => actions.dismissOverwritten() },
      texts.overwritten.keepTheirs,
    ),
  ]);
}
