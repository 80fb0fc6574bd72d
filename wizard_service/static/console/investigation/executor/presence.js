/** Renders who works on an investigation, and how to start an executor where none does. */

import { icon } from '../../../elements/display/icons.js';
import { presenceOf } from '../../../elements/progress/executor.js';
import { h } from '../../../elements/vdom.js';
import { offerView } from './offer-view.js';

/**
 * @import { WizardState } from '../../../client/types/state.js'
 * @import { VNode } from '../../../elements/vdom.js'
 * @import { InvestigationPage } from '../../pages/investigation-page.js'
 */

/**
 * @param {InvestigationPage} page
 * @param {WizardState} state
 * @param {boolean} mayEdit
 * @param {VNode | false} cancel the button, where nothing below has it
 */
export function executorPresence(page, state, mayEdit, cancel) {
  const presence = presenceOf(state);
  if (!presence) return null;
  const isGone = !['waiting', 'working'].includes(presence.kind);
  const { offer } = page;
  const again = {
    slot: 'actions',
    'aria-expanded': offer.isOpen,
    onclick: () => offer.toggle(),
  };
  const isOffered = mayEdit && (presence.kind === 'waiting' || (isGone && offer.isOpen));
  return [
    h('wizard-executor', { key: 'executor', state }, [
      mayEdit && cancel,
      isGone && mayEdit && h('button.small', again, icon('play'), 'Start again'),
    ]),
    isOffered && offerView(page, state),
  ];
}
