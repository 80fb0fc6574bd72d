/** A request as a line of shell, Python and JavaScript; the token is named, never shown. */

/** @typedef {{method: string, url: string, headers: Record<string, string>, body: string | null}} Asked */

export const LANGUAGES = { curl, Python: python, JavaScript: javascript };

/** @param {Asked} asked */
function curl({ method, url, headers, body }) {
  const lines = [`curl -sN -X ${method} ${quoted(url)}`, '-H "Authorization: Bearer $WIZARD_TOKEN"'];
  for (const [name, value] of Object.entries(headers)) lines.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (body !== null) lines.push(`-d ${quoted(compact(body))}`);
  return lines.join(" \\\n  ");
}

/** @param {Asked} asked */
function python({ method, url, headers, body }) {
  const given = Object.entries(headers).map(([name, value]) => `, ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  const content = body === null ? "" : `, content=${JSON.stringify(compact(body))}`;
  return [
    "import os",
    "",
    "import httpx2",
    "",
    `headers = {"Authorization": f"Bearer {os.environ['WIZARD_TOKEN']}"${given.join("")}}`,
    `with httpx2.stream("${method}", ${JSON.stringify(url)}, headers=headers${content}) as answer:`,
    "    print(answer.status_code)",
    "    for line in answer.iter_lines():",
    "        print(line)",
  ].join("\n");
}

/** @param {Asked} asked */
function javascript({ method, url, headers, body }) {
  const given = Object.entries(headers).map(([name, value]) => `, ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  const content = body === null ? "" : `\n  body: ${JSON.stringify(compact(body))},`;
  return [
    `const answer = await fetch(${JSON.stringify(url)}, {`,
    `  method: "${method}",`,
    `  headers: { Authorization: \`Bearer \${process.env.WIZARD_TOKEN}\`${given.join("")} },${content}`,
    "});",
    "console.log(answer.status, await answer.text());",
  ].join("\n");
}

const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

function compact(body) {
  try {
    return JSON.stringify(JSON.parse(body));
  } catch {
    return body;
  }
}
