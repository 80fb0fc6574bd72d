/** Renders the pages without a session. The token goes into the session cookie and nowhere else. */

import { h } from '../../elements/vdom.js';

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
    h('div.row', h('img', { src: 'static/console/icon.svg', alt: '' }), h('h1', 'Log in')),
    tokenField(problem),
    h('button.primary', submitProps, isBusy ? 'Logging in…' : 'Log in'),
    tokenHelp(),
  ]);
  return h('main.login', { id: 'main' }, form);
}

/** @param {string} problem */
export function unreachablePage(problem) {
  const content = h('div.empty', [
    h('h1', 'The service does not answer'),
    h('p', problem),
    h('button', { onclick: () => location.reload() }, 'Try again'),
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
    : h('p.muted.small', { id: 'login-hint' }, 'It is exchanged for a cookie that ends with it.');
  return h('div', h('label', { for: 'token' }, 'Access token'), field, hint);
}

function tokenHelp() {
  const text =
    'No token? On the machine where the service runs (in a checkout, python is .venv/bin/python):';
  const command = h('pre.code', { tabIndex: 0, 'aria-label': 'Command' }, COMMAND);
  return h('div.muted.small', h('p', text), command);
}
