/**
 * Generates programs in curl, Python and JavaScript (Node.js) that send one request.
 * Each reads the token from the environment variable WIZARD_TOKEN and prints the response as it
 * arrives, so that streams work as well.
 */

/**
 * @typedef {'curl' | 'Python' | 'JavaScript'} Language
 *
 * @typedef {object} Request
 * @property {string} method
 * @property {string} url absolute
 * @property {Record<string, string>} [headers] without Authorization
 * @property {unknown} [body] a JSON value, or a text that is JSON
 */

/** @type {Language[]} */
export const LANGUAGES = ['curl', 'Python', 'JavaScript'];

const GENERATORS = { curl, Python: python, JavaScript: javascript };

/** @param {Request} request @param {Language} language */
export function snippet(request, language) {
  const { method, url, headers = {}, body } = request;
  return GENERATORS[language]({ method, url, headers, body: compactJson(body) });
}

/**
 * @typedef {object} Sent
 * @property {string} method
 * @property {string} url
 * @property {Record<string, string>} headers
 * @property {string | null} body
 */

/** @param {Sent} request */
function curl({ method, url, headers, body }) {
  const verb = method === 'GET' ? '' : ` -X ${method}`;
  const lines = Object.entries(headers).map(([name, value]) => `-H ${shell(`${name}: ${value}`)}`);
  return [
    `curl -sN${verb} ${shell(url)}`,
    '-H "Authorization: Bearer $WIZARD_TOKEN"',
    ...lines,
    ...(body === null ? [] : [`--data-raw ${shell(body)}`]),
  ].join(' \\\n  ');
}

/** @param {Sent} request */
function python({ method, url, headers, body }) {
  const members = Object.entries(headers).map(([name, value]) => `${quote(name)}: ${quote(value)}`);
  const token = `"Authorization": f"Bearer {os.environ['WIZARD_TOKEN']}"`;
  return [
    'import os',
    'import urllib.request',
    '',
    'request = urllib.request.Request(',
    `    ${quote(url)},`,
    `    method=${quote(method)},`,
    `    headers={${[token, ...members].join(', ')}},`,
    ...(body === null ? [] : [`    data=${quote(body)}.encode(),`]),
    ')',
    'with urllib.request.urlopen(request) as response:',
    '    print(response.status)',
    '    for line in response:',
    '        print(line.decode(), end="")',
  ].join('\n');
}

/** @param {Sent} request */
function javascript({ method, url, headers, body }) {
  const members = Object.entries(headers).map(([name, value]) => `${quote(name)}: ${quote(value)}`);
  const token = 'Authorization: `Bearer ${process.env.WIZARD_TOKEN}`';
  return [
    `const response = await fetch(${quote(url)}, {`,
    `  method: ${quote(method)},`,
    `  headers: { ${[token, ...members].join(', ')} },`,
    ...(body === null ? [] : [`  body: ${quote(body)},`]),
    '});',
    'console.log(response.status);',
    'for await (const chunk of response.body ?? []) process.stdout.write(chunk);',
  ].join('\n');
}

/** Quotes a text for a shell. @param {string} text */
function shell(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * Quotes a text for Python and for JavaScript, whose strings include those of JSON.
 * @param {string} text
 */
function quote(text) {
  return JSON.stringify(text);
}

/** Removes the white space of JSON. Other text stays as it is. @param {unknown} body */
function compactJson(body) {
  if (body === undefined || body === null) return null;
  if (typeof body !== 'string') return JSON.stringify(body);
  try {
    return JSON.stringify(JSON.parse(body));
  } catch {
    return body;
  }
}
