/** Renders the pages without a session. The token goes into the session cookie and nowhere else. */

import { h } from '../../elements/vdom.js';
import { texts } from '../../texts/console.js';

const COMMAND = 'python -m wizard_service token --user me';

/**
 * @typedef {object} LoginOptions
 * @property {string | null} problem
 * @property {boolean} isBusy
 * @property {(token: string) => void} onLogIn
 */

/** @param {LoginOptions} options */
export function loginPage({ problem, isBusy, onLogIn }) {
  const submit = (/** @type {any} */ event) => {
    event.preventDefault();
    onLogIn(event.target.elements.token.value);
  };
  const submitProps = { type: 'submit', disabled: isBusy };
  const form = h('form.panel', { method: 'post', onsubmit: submit }, [
    h('div.row', h('img', { src: 'static/console/icon.svg', alt: '' }), h('h1', texts.login.logIn)),
    tokenField(problem),
    h('button.primary', submitProps, isBusy ? texts.login.loggingIn : texts.login.logIn),
    tokenHelp(),
  ]);
  return h('main.login', { id: 'main' }, form);
}

/** @param {string} problem */
export function unreachablePage(problem) {
  const content = h('div.empty', [
    h('h1', texts.login.noAnswerTitle),
    h('p', problem),
    h('button', { onclick: () => location.reload() }, texts.common.tryAgain),
  ]);
  return h('main.login', { id: 'main' }, content);
}

/** @param {string | null} problem */
function tokenField(problem) {
  const field = h('textarea.mono', {
    id: 'token',
    name: 'token',
    rows: 4,
    required: true,
    autocomplete: 'off',
    spellcheck: false,
    placeholder: 'eyJhbGciOi…',
    'aria-invalid': problem ? true : null,
    'aria-describedby': problem ? 'login-problem' : 'login-hint',
  });
  const hint = problem
    ? h('p.problem', { id: 'login-problem', role: 'alert' }, problem)
    : h('p.muted.small', { id: 'login-hint' }, texts.login.hint);
  return h('div', h('label', { for: 'token' }, texts.login.token), field, hint);
}

function tokenHelp() {
  const text = texts.login.noToken;
  const command = h('pre.code', { tabIndex: 0, 'aria-label': texts.login.command }, COMMAND);
  return h('div.muted.small', h('p', text), command);
}
