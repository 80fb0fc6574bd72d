/** Renders the channels and events of the AsyncAPI document. */

import { h, render } from '../elements/vdom.js';
import { resolved } from './documents.js';
import { codeBlock, prose, schemaTable } from './markup.js';
import { TrySocket } from './try-socket.js';

/** @import { AsyncApi, Components } from './documents.js' */

/** @param {string} name @param {Record<string, any>} channel @param {AsyncApi} asyncapi */
export function channelSection(name, channel, asyncapi) {
  const { address, summary, description, messages } = channel;
  const names = Object.keys(messages);
  const links = names.map((message) => h('li', h('a', { href: `#message-${message}` }, message)));
  const clientMessages = names.filter((message) => message.startsWith('client_'));
  const examples = clientMessages.map((message) =>
    exampleOf(asyncapi.components.messages[message]),
  );
  return h('section', { id: name, 'aria-labelledby': `${name}-title` }, [
    h('h3', { id: `${name}-title` }, address),
    h('p', prose(summary)),
    h('p.note', prose(description)),
    h('ul', links),
    clientMessages.length
      ? trySocket(name, address, asyncapi.servers.sockets.pathname, examples)
      : h('p.note', 'To try this stream, use the call with the same path above.'),
  ]);
}

/**
 * @param {string} name
 * @param {string} address
 * @param {string} basePath
 * @param {unknown[]} examples
 */
function trySocket(name, address, basePath, examples) {
  /** @type {TrySocket | null} */
  let socketForm = null;
  const open = (/** @type {any} */ { target }) => {
    const parent = target.lastElementChild;
    socketForm ??= new TrySocket({ name, address, basePath, examples }, (view) =>
      render(parent, view),
    );
  };
  return h('details', { ontoggle: open }, h('summary', 'Try it'), h('div'));
}

/** @param {string} name @param {Record<string, any>} message @param {Components} components */
export function messageSection(name, message, components) {
  const id = `message-${name}`;
  const payload = resolved(message.payload, components);
  // Events share an envelope, so the table has their data; client messages have none.
  const schema = payload.properties?.data ?? message.payload;
  return h('section', { id, 'aria-labelledby': `${id}-title` }, [
    h('h3', { id: `${id}-title` }, name),
    h('p', prose(message.summary)),
    schemaTable(schema, components, `Data of ${name}`),
    codeBlock(exampleOf(message), `Example of ${name}`),
  ]);
}

/** @param {Record<string, any>} message @returns {unknown} */
function exampleOf(message) {
  return message.examples[0].payload;
}
