/** Opens the dialogs of an investigation for its sharing and its API requests. */

import { icon } from '../../elements/display/icons.js';
import { h } from '../../elements/vdom.js';
import { LANGUAGES, snippet } from '../../lib/snippets.js';
import { texts } from '../../texts/console.js';
import { pathTo } from '../router.js';
import { openDialog } from '../shell/dialog.js';
import { readWatchers, watcherList } from './watchers.js';

/**
 * @import { Language } from '../../lib/snippets.js'
 * @import { App } from '../app.js'
 * @import { ApiRequest } from './api-requests.js'
 *
 * @typedef {{ user_id: string, role: 'viewer' | 'editor', accepted_at?: string | null }} Share
 */

/** Shows with whom an investigation is shared. @param {App} app @param {string} id */
export async function openShareDialog(app, id) {
  const read = async () => (await app.attempt(() => app.api.shares(id)))?.access;
  let shares = await read();
  if (!shares) return;
  const watchers = await readWatchers(app, id);
  await openDialog((close, update) => {
    const reload = async () => {
      shares = (await read()) ?? shares;
      update();
    };
    return h('div.content', [
      h('h2', texts.share.title),
      shareForm(app, id, reload),
      shareList(app, id, shares ?? [], reload),
      watcherList(app, watchers),
      h('footer', [
        h(
          'button',
          { onclick: () => app.copy(addressOf(id), texts.common.copiedLink) },
          texts.common.copyLink,
        ),
        h('button.primary', { onclick: () => close() }, texts.common.done),
      ]),
    ]);
  });
}

/** @param {string} id */
function addressOf(id) {
  return `${location.origin}${location.pathname}${pathTo('investigation', id)}`;
}

/** @param {App} app @param {string} id @param {() => void} reload */
function shareForm(app, id, reload) {
  const share = async (/** @type {any} */ event) => {
    event.preventDefault();
    const { user, role } = event.target.elements;
    const shared = await app.attempt(() => app.api.share(id, user.value.trim(), role.value));
    if (shared) user.value = '';
    reload();
  };
  const user = {
    name: 'user',
    required: true,
    'aria-label': texts.share.userId,
    placeholder: texts.share.userId,
  };
  return h('form.row.wrap', { onsubmit: share }, [
    h('input.grow', user),
    roleSelect({ name: 'role', 'aria-label': texts.share.role }),
    h('button.primary', { type: 'submit' }, texts.share.invite),
  ]);
}

/** @param {Record<string, any>} props */
function roleSelect(props) {
  return h('select.role', props, [
    h('option', { value: 'viewer' }, texts.share.mayView),
    h('option', { value: 'editor' }, texts.share.mayEdit),
  ]);
}

/** @param {App} app @param {string} id @param {Share[]} shares @param {() => void} reload */
function shareList(app, id, shares, reload) {
  if (!shares.length) return h('p.muted', texts.share.notShared);
  const items = shares.map(({ user_id: user, role, accepted_at: acceptedAt }) => {
    const remove = async () => {
      await app.attempt(() => app.api.unshare(id, user));
      reload();
    };
    const change = async (/** @type {any} */ { target }) => {
      await app.attempt(() => app.api.share(id, user, target.value));
      reload();
    };
    const props = { 'aria-label': texts.share.stopSharing(user), onclick: remove };
    return h('li.row', { key: user }, [
      icon('person'),
      h('span.grow.truncate', user),
      !acceptedAt && h('span.muted.small', texts.share.invited),
      roleSelect({ 'aria-label': texts.share.roleOf(user), value: role, onchange: change }),
      h('button.plain.icon.small', props, icon('close')),
    ]);
  });
  return h('ul.shares', items);
}

/** Shows requests as code in several languages. @param {App} app @param {ApiRequest[]} requests */
export function openApiDialog(app, requests) {
  let [selected] = requests;
  /** @type {Language} */
  let language = 'curl';
  return openDialog((close, update) => {
    const select = (/** @type {string} */ name) => {
      selected = requests.find((request) => request.name === name) ?? selected;
      update();
    };
    const setLanguage = (/** @type {Language} */ name) => {
      language = name;
      update();
    };
    const code = snippet(selected.request, language);
    return h('div.content', [
      h('h2', texts.program.title),
      h('div.row.wrap', [
        requestSelect(requests, selected, select),
        languageButtons(language, setLanguage),
      ]),
      h('pre.code', { tabIndex: 0, 'aria-label': texts.program.code }, code),
      apiFooter(close, () => app.copy(code, texts.program.copied(language))),
    ]);
  }, 'wide');
}

/**
 * @param {ApiRequest[]} requests
 * @param {ApiRequest} selected
 * @param {(name: string) => void} select
 */
function requestSelect(requests, selected, select) {
  const props = {
    'aria-label': texts.program.action,
    value: selected.name,
    onchange: (/** @type {any} */ event) => select(event.target.value),
  };
  const options = requests.map(({ name }) => h('option', { value: name }, name));
  return h('select.grow', props, options);
}

/** @param {Language} selected @param {(language: Language) => void} select */
function languageButtons(selected, select) {
  const buttons = LANGUAGES.map((language) => {
    const props = { 'aria-pressed': language === selected, onclick: () => select(language) };
    return h('button', props, language);
  });
  return h('div.row', { role: 'group', 'aria-label': texts.program.language }, buttons);
}

/** @param {() => void} close @param {() => void} copy */
function apiFooter(close, copy) {
  return h('footer', [
    h('button', { onclick: () => close() }, texts.common.close),
    h('button.primary', { onclick: copy }, icon('copy'), texts.common.copy),
  ]);
}
