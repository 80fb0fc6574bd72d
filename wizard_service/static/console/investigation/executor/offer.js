/** Offers the ways to start an executor for an investigation. */

import { icon } from '../../../elements/display/icons.js';
import { h } from '../../../elements/vdom.js';
import { exampleCommand } from './example.js';

/**
 * @import { App } from '../../app.js'
 * @import { InvestigationPage } from '../../pages/investigation-page.js'
 */

export class ExecutorOffer {
  isOpen = false;

  /** @param {App} app */
  constructor(app) {
    this._app = app;
  }

  reset() {
    this.isOpen = false;
  }

  toggle() {
    this.isOpen = !this.isOpen;
    this._app.render();
  }
}

/** @param {InvestigationPage} page */
export function offerView({ app, id }) {
  const command = exampleCommand(location.origin, app.session.user, id);
  const copy = () => app.copy(command, 'Copied the command');
  return [
    h('p', 'The example that comes with the service runs in the folder of the service:'),
    h('pre.code', { tabIndex: 0, 'aria-label': 'Command' }, command),
    h('button', { onclick: copy }, icon('copy'), 'Copy the command'),
  ];
}
