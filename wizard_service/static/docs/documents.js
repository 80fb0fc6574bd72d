/** Reads the OpenAPI and AsyncAPI documents, and resolves the references in them. */

/**
 * @typedef {Record<string, any>} Schema
 * @typedef {{ schemas: Record<string, Schema> }} Components
 * @typedef {Record<string, any> & { components: Components }} OpenApi
 * @typedef {Record<string, any> & { components: Components & Record<string, any> }} AsyncApi
 * @typedef {{ openapi: OpenApi, asyncapi: AsyncApi }} Documents
 *
 * @typedef {object} Parameter
 * @property {string} name
 * @property {string} in path, query or header
 * @property {boolean} [required]
 * @property {unknown} [example]
 * @property {Schema} [schema]
 * @property {string} [description]
 *
 * @typedef {object} Call an operation of the OpenAPI document
 * @property {string} operationId
 * @property {string} method
 * @property {string} path
 * @property {string} group
 * @property {string} [summary]
 * @property {string} [description]
 * @property {Parameter[]} parameters
 * @property {{ content: Record<string, any> }} [requestBody]
 * @property {Record<string, any>} responses
 */

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** Reads the documents, which are next to this page. @returns {Promise<Documents>} */
export async function loadDocuments() {
  const [openapi, asyncapi] = await Promise.all(['openapi.json', 'asyncapi.json'].map(load));
  return { openapi, asyncapi };
}

/** @param {string} name */
async function load(name) {
  const response = await fetch(name);
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return response.json();
}

/**
 * Returns the calls with the paths that the browser requests: they begin with the prefix that a
 * proxy strips.
 * @param {OpenApi} openapi
 * @returns {Call[]}
 */
export function callsOf(openapi) {
  const prefix = openapi.servers?.[0]?.url ?? '';
  return Object.entries(openapi.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => method in item).map((method) => {
      const operation = item[method];
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])];
      return {
        ...operation,
        parameters: parameters.map((parameter) => dereferenced(parameter, openapi)),
        method: method.toUpperCase(),
        path: prefix + path,
        group: groupOf(operation),
      };
    }),
  );
}

/**
 * Follows a reference such as `#/components/parameters/If-Match`.
 * @param {Schema} part
 * @param {OpenApi} document
 * @returns {any}
 */
function dereferenced(part, document) {
  if (!part.$ref) return part;
  const names = part.$ref.slice(2).split('/');
  return names.reduce(
    (/** @type {any} */ node, /** @type {string} */ name) => node[name],
    document,
  );
}

/**
 * Returns the tag of an operation, which is the name of its blueprint.
 * @param {{ tags?: string[] }} operation
 */
function groupOf({ tags = [] }) {
  return (tags[0] ?? 'calls').replace(/^wizard_/, '');
}

/**
 * Follows references and merges `allOf`, one level deep.
 * @param {Schema | undefined} schema
 * @param {Components} components
 * @returns {Schema}
 */
export function resolved(schema, components) {
  if (schema?.$ref) return resolved(components.schemas[nameOf(schema.$ref)], components);
  if (!schema?.allOf) return schema ?? {};
  const parts = schema.allOf.map((/** @type {Schema} */ part) => resolved(part, components));
  const properties = Object.assign(
    {},
    ...parts.map((/** @type {Schema} */ part) => part.properties),
  );
  const required = parts.flatMap((/** @type {Schema} */ part) => part.required ?? []);
  return { ...schema, type: 'object', properties, required };
}

/**
 * Describes a schema in a few words, for a table.
 * @param {Schema} schema
 * @param {Components} components
 * @returns {string}
 */
export function schemaText(schema, components) {
  const { $ref, const: constant, items, format } = schema;
  if ($ref) return nameOf($ref);
  if (constant !== undefined) return JSON.stringify(constant);
  if (schema.enum) return schema.enum.join(' | ');
  const choices = schema.oneOf ?? schema.anyOf ?? schema.allOf;
  if (choices) {
    const texts = choices.map((/** @type {Schema} */ choice) => schemaText(choice, components));
    return texts.join(' | ');
  }
  if (items) return `list of ${schemaText(items, components)}`;
  const type = [schema.type ?? 'any'].flat().join(' | ');
  return format ? `${type} (${format})` : type;
}

/** @param {string} reference */
function nameOf(reference) {
  return reference.slice(reference.lastIndexOf('/') + 1);
}
