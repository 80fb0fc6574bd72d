/** The two documents this page is made of, and what their schemas refer to. */

/** The path of the API: this page is its `docs`, or that of the whole server. */
export async function loadDocuments() {
  const [openapi, asyncapi] = await Promise.all(["openapi.json", "asyncapi.json"].map(load));
  return { openapi, asyncapi };
}

async function load(name) {
  const answer = await fetch(name);
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer.json();
}

/** Every call of the OpenAPI document. */
export function callsOf(openapi) {
  return Object.entries(openapi.paths).flatMap(([path, item]) =>
    ["get", "post", "put", "patch", "delete"]
      .filter((method) => method in item)
      .map((method) => {
        const operation = item[method];
        const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((each) => referred(each, openapi));
        return { ...operation, parameters, method: method.toUpperCase(), path, group: groupOf(operation) };
      }),
  );
}

/** What a reference such as `#/components/parameters/If-Match` stands for. */
function referred(part, document) {
  if (!part.$ref) return part;
  return part.$ref.slice(2).split("/").reduce((found, name) => found[name], document);
}

/** Tags carry the name that blueprints are registered under. */
const groupOf = (operation) => (operation.tags?.[0] ?? "calls").replace(/^wizard_/, "");

/** Follow references and merge `allOf`, one level deep. */
export function resolved(schema, components) {
  if (schema?.$ref) return resolved(components.schemas[schema.$ref.split("/").pop()], components);
  if (!schema?.allOf) return schema ?? {};
  const parts = schema.allOf.map((part) => resolved(part, components));
  const properties = Object.assign({}, ...parts.map((part) => part.properties));
  return { ...schema, type: "object", properties, required: parts.flatMap((part) => part.required ?? []) };
}

/** A schema in a few words, for a table. */
export function inWords(schema, components) {
  if (schema.$ref) return schema.$ref.split("/").pop();
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.join(" | ");
  const choices = schema.oneOf ?? schema.anyOf ?? schema.allOf;
  if (choices) return choices.map((choice) => inWords(choice, components)).join(" | ");
  if (schema.items) return `list of ${inWords(schema.items, components)}`;
  const type = [schema.type ?? "any"].flat().join(" | ");
  return schema.format ? `${type} (${schema.format})` : type;
}
