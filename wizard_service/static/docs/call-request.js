/** Builds the request of a call from the fields of its form. */

import { json } from './markup.js';

/**
 * @import { Call, Parameter } from './documents.js'
 *
 * @typedef {Record<string, string>} Values by place and name, see `keyOf`
 * @typedef {{ mediaType: string, text: string }} Body
 */

/** @param {Parameter} parameter */
export function keyOf({ in: place, name }) {
  return `${place} ${name}`;
}

/**
 * Returns the examples of path parameters; the other parameters are empty.
 * @param {Call} call
 * @returns {Values}
 */
export function initialValues({ parameters }) {
  const members = parameters.map((parameter) => {
    const isInPath = parameter.in === 'path';
    return [keyOf(parameter), isInPath ? String(parameter.example ?? '') : ''];
  });
  return Object.fromEntries(members);
}

/**
 * Returns the example of the body, null when the call has none.
 * @param {Call} call
 * @returns {Body | null}
 */
export function bodyOf({ requestBody }) {
  const [first] = Object.entries(requestBody?.content ?? {});
  return first ? { mediaType: first[0], text: json(first[1].example) } : null;
}

/** @param {Call} call @param {Values} values @param {Body | null} body */
export function requestOf({ method, path, parameters }, values, body) {
  const valuesIn = (/** @type {string} */ place) =>
    parameters
      .filter((parameter) => parameter.in === place && values[keyOf(parameter)])
      .map((parameter) => [parameter.name, values[keyOf(parameter)]]);
  const filled = valuesIn('path').reduce(
    (text, [name, value]) => text.replace(`{${name}}`, encodeURIComponent(value)),
    path,
  );
  const query = new URLSearchParams(valuesIn('query')).toString();
  /** @type {Record<string, string>} */
  const headers = Object.fromEntries(valuesIn('header'));
  if (body) headers['Content-Type'] = body.mediaType;
  const { href: url } = new URL(filled + (query && `?${query}`), location.origin);
  return { method, url, headers, body: body?.text };
}
