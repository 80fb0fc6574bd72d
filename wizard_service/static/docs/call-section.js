/** Renders one call of the OpenAPI document. */

import { h, render } from '../elements/vdom.js';
import { codeBlock, parameterTable, prose, schemaTables } from './markup.js';
import { TryIt } from './try-it.js';

/** @import { Call, Components } from './documents.js' */

/** @param {Call} call @param {Components} components */
export function callSection(call, components) {
  const { operationId, method, path, summary, description } = call;
  const title = `${operationId}-title`;
  return h('section', { id: operationId, 'aria-labelledby': title }, [
    h('h3', { id: title }, h('span.method', { class: method.toLowerCase() }, method), ` ${path}`),
    h('p', prose(summary)),
    h('p.note', prose(description)),
    parameterTable(call, components),
    bodyTables(call, components),
    h('h4', 'Answers'),
    responses(call),
    tryIt(call),
  ]);
}

/** @param {Call} call @param {Components} components */
function bodyTables({ method, path, requestBody }, components) {
  return Object.entries(requestBody?.content ?? {}).map(([mediaType, { schema }]) => [
    h('h4', `Body, ${mediaType}`),
    schemaTables(schema, components, `Body of ${method} ${path}`),
  ]);
}

/** @param {Call} call */
function responses(call) {
  return Object.entries(call.responses)
    .filter(([status]) => status !== 'default')
    .map(([status, { description, content = {} }]) => {
      const label = `Example of ${status} of ${call.method} ${call.path}`;
      const examples = Object.entries(content).map(([mediaType, { example }]) => [
        h('p.note', mediaType),
        codeBlock(example, label),
      ]);
      const summary = h('summary', h('code', status), ' ', prose(description));
      return h('details', summary, examples);
    });
}

/** Renders the form when it is opened, because most forms never are. @param {Call} call */
function tryIt(call) {
  /** @type {TryIt | null} */
  let form = null;
  const open = (/** @type {any} */ { target }) => {
    const parent = target.lastElementChild;
    form ??= new TryIt(call, (content) => render(parent, content));
  };
  return h('details', { ontoggle: open }, h('summary', 'Try it'), h('div'));
}
