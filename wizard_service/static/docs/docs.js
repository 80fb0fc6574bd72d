/** Renders the page of all calls and events from the service's own documents. */

import { currentTheme, setTheme } from '../console/theme.js';
import { h, render } from '../elements/vdom.js';
import { callSection } from './call-section.js';
import { Contents } from './contents.js';
import { offerSession } from './credentials.js';
import { callsOf, loadDocuments } from './documents.js';
import { channelSection, messageSection } from './event-sections.js';
import { prose } from './markup.js';

/**
 * @import { Group } from './contents.js'
 * @import { Theme } from '../console/theme.js'
 * @import { Documents } from './documents.js'
 */

const main = /** @type {HTMLElement} */ (document.getElementById('main'));
const contents = /** @type {HTMLElement} */ (document.getElementById('contents'));

/** @param {Documents} documents */
function show(documents) {
  const groups = [...callGroups(documents), ...eventGroups(documents)];
  const sections = groups.flatMap(({ title, entries }) => [
    h('h2', title),
    entries.map(({ section }) => section),
  ]);
  render(main, [h('p.note', prose(documents.openapi.info.description)), sections]);
  new Contents(contents, main, groups);
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

/** @param {Documents} documents @returns {Group[]} */
function callGroups({ openapi, asyncapi }) {
  const base = asyncapi.servers.streams.pathname;
  const calls = callsOf(openapi);
  const titles = [...new Set(calls.map((call) => call.group))];
  return titles.map((title) => ({
    title,
    entries: calls
      .filter((call) => call.group === title)
      .map((call) => ({
        id: call.operationId,
        text: `${call.method} ${call.path.slice(base.length)}`,
        section: callSection(call, openapi.components),
      })),
  }));
}

/** Offers the theme of this page and of the console, which share one choice. */
function offerTheme() {
  const field = /** @type {HTMLSelectElement} */ (document.getElementById('theme'));
  field.value = currentTheme();
  field.addEventListener('change', () => setTheme(/** @type {Theme} */ (field.value)));
}

/** @param {Documents} documents @returns {Group[]} */
function eventGroups({ asyncapi }) {
  const channels = Object.entries(asyncapi.channels).map(([name, channel]) => ({
    id: name,
    text: channel.address,
    section: channelSection(name, channel, asyncapi),
  }));
  const { messages } = asyncapi.components;
  const events = Object.entries(messages).map(([name, message]) => ({
    id: `message-${name}`,
    text: name,
    section: messageSection(name, message, asyncapi.components),
  }));
  return [
    { title: 'channels', entries: channels },
    { title: 'events', entries: events },
  ];
}

offerTheme();
try {
  const documents = await loadDocuments();
  offerSession(documents.asyncapi.servers.streams.pathname);
  show(documents);
} catch (error) {
  const { message } = /** @type {Error} */ (error);
  render(main, h('p', { role: 'alert' }, `The documents cannot be read: ${message}`));
}
