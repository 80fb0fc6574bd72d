/** One request as curl, Python or JavaScript, to be copied and run as it stands. */

export const LANGUAGES = ["curl", "Python", "JavaScript"];

/**
 * @param {{method: string, path: string, body?: string|object, mediaType?: string, ifMatch?: string}} request
 * @param {string} language
 */
export function requestAs(request, language) {
  const asked = { ...request, body: typeof request.body === "string" ? JSON.parse(request.body) : request.body, url: location.origin + request.path };
  return { curl: asCurl, Python: asPython, JavaScript: asJavaScript }[language](asked);
}

function asCurl({ method, url, body, mediaType, ifMatch }) {
  const parts = [`curl -s${method === "GET" ? "" : ` -X ${method}`} ${quoted(url)}`, `-H "Authorization: Bearer $TOKEN"`];
  if (ifMatch) parts.push(`-H ${quoted(`If-Match: ${ifMatch}`)}`);
  if (body !== undefined) parts.push(`-H ${quoted(`Content-Type: ${mediaType ?? "application/json"}`)}`, `-d ${quoted(JSON.stringify(body))}`);
  return parts.join(" \\\n  ");
}

function asPython({ method, url, body, mediaType, ifMatch }) {
  const headers = [`"Authorization": f"Bearer {os.environ['TOKEN']}"`, ...(ifMatch ? [`"If-Match": ${JSON.stringify(ifMatch)}`] : []),
    ...(body === undefined ? [] : [`"Content-Type": ${JSON.stringify(mediaType ?? "application/json")}`])];
  const content = body === undefined ? "" : `\n    data=json.dumps(${pythonOf(body)}).encode(),`;
  return `import json, os, urllib.request

request = urllib.request.Request(
    ${JSON.stringify(url)},
    method=${JSON.stringify(method)},
    headers={${headers.join(", ")}},${content}
)
with urllib.request.urlopen(request) as answer:
    print(answer.status, answer.read().decode())`;
}

function asJavaScript({ method, url, body, mediaType, ifMatch }) {
  const headers = { ...(ifMatch ? { "If-Match": ifMatch } : {}), ...(body === undefined ? {} : { "Content-Type": mediaType ?? "application/json" }) };
  const given = Object.entries(headers).map(([name, value]) => `, ${JSON.stringify(name)}: ${JSON.stringify(value)}`).join("");
  return `const answer = await fetch(${JSON.stringify(url)}, {
  method: ${JSON.stringify(method)},
  headers: { Authorization: \`Bearer \${token}\`${given} },${body === undefined ? "" : `\n  body: JSON.stringify(${indented(body)}),`}
});
console.log(answer.status, await answer.text());`;
}

function indented(value) {
  return JSON.stringify(value, null, 2).replaceAll("\n", "\n  ");
}

/** JSON is Python but for three words, which may stand outside of strings only. */
function pythonOf(value) {
  const words = { true: "True", false: "False", null: "None" };
  return indented(value).replaceAll("\n  ", "\n    ").replace(/"(?:[^"\\]|\\.)*"|\b(?:true|false|null)\b/g, (found) => words[found] ?? found);
}

function quoted(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
