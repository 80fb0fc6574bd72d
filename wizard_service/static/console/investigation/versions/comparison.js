/** Renders what changed from one version of an investigation to another, which the user chooses. */

import { icon } from '../../../elements/display/icons.js';
import { exactTime } from '../../../elements/display/time.js';
import { h } from '../../../elements/vdom.js';
import { texts } from '../../../texts/console.js';
import { goTo, pathTo } from '../../router.js';

/**
 * @import { WizardState } from '../../../client/types/state.js'
 * @import { PastVersion } from './past-version.js'
 */

/**
 * Renders a form that compares the version with another.
 * @param {PastVersion} past
 * @param {string} id
 * @param {number} latest
 */
export function compareForm({ version, since }, id, latest) {
  const compare = (/** @type {any} */ event) => {
    event.preventDefault();
    const other = Number(event.target.elements.other.value);
    const [from, to] = [version, other].sort((one, another) => one - another);
    goTo('investigation', id, from === to ? `v${to}` : `v${from}..v${to}`);
  };
  const field = {
    type: 'number',
    name: 'other',
    id: 'other-version',
    required: true,
    min: 1,
    max: latest,
    // A value would replace what the user types with each rendering.
    defaultValue: String(since ?? Math.max(version - 1, 1)),
  };
  return h('form.row.compare', { key: `${since} ${version}`, onsubmit: compare }, [
    h('label', { for: 'other-version' }, texts.versions.compareWith),
    h('input', field),
    h('button.small', { type: 'submit' }, texts.versions.compare),
  ]);
}

/** @param {PastVersion} past @param {WizardState} state */
export function comparisonView({ version, since, earlier, changes: patch }, state) {
  if (!patch || !earlier || since === null) return null;
  const { version: _, updated_at: __, ...changes } = patch;
  const text = texts.versions.times(exactTime(earlier.updated_at), exactTime(state.updated_at));
  return [
    h('div.banner.pending', [
      icon('history'),
      h('p.grow', [h('b', texts.versions.range(since, version)), h('span.muted', text)]),
      h(
        'a.button.small',
        { href: pathTo('investigation', state.investigation_id, `v${version}`) },
        [texts.versions.lookAt(version)],
      ),
    ]),
    h('section.panel.compared', h('wizard-changes', { before: earlier, changes })),
  ];
}
