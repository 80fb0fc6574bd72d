/** The form that sends one call and shows what comes back, while it comes. */

import { authorization } from "./credentials.js";
import { code, element, json } from "./dom.js";
import { LANGUAGES } from "./snippets.js";

// More of a stream than this is not shown.
const LONGEST_CHARS = 200_000;

/** @returns {HTMLElement} */
export function attemptForm(call) {
  const id = (name) => `${call.operationId}-${name}`;
  const form = element("form", { class: "try", "aria-label": `Try ${call.method} ${call.path}` });
  const fields = call.parameters.map((parameter) => ({ ...parameter, input: parameterInput(parameter, id(parameter.name)) }));
  const [mediaType, content] = Object.entries(call.requestBody?.content ?? {})[0] ?? [];
  const body = mediaType ? element("textarea", { id: id("body"), rows: "8", spellcheck: "false" }) : null;
  if (body) body.value = json(content.example);

  const read = () => asked(call, fields, mediaType, body?.value ?? null);
  const snippet = snippetView(call, read);
  const output = code("", `Answer of ${call.method} ${call.path}`);
  output.hidden = true;
  const send = element("button", { type: "submit" }, "Send");
  const stop = element("button", { type: "button", disabled: "" }, "Stop");
  form.append(
    element("div", { class: "fields" }, ...fields.flatMap(({ name, in: place, required, input }) => [
      element("label", { for: input.id }, element("code", {}, name), ` (${place}${required ? ", required" : ""})`), input])),
    ...(body ? [element("label", { for: body.id }, `Body, ${mediaType}`), body] : []),
    element("p", {}, send, " ", stop), output, ...snippet.elements,
  );
  form.addEventListener("input", snippet.update);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    output.hidden = false;
    sending(read(), output, send, stop);
  });
  return form;
}

function parameterInput(parameter, id) {
  const input = element("input", { id, autocomplete: "off", placeholder: String(parameter.example ?? "") });
  if (parameter.in === "path") {
    input.value = String(parameter.example ?? "");
    input.required = true;
  }
  return input;
}

function asked(call, fields, mediaType, body) {
  const given = fields.filter(({ input }) => input.value !== "");
  const of = (place) => given.filter((field) => field.in === place).map(({ name, input }) => [name, input.value]);
  const path = of("path").reduce((made, [name, value]) => made.replace(`{${name}}`, encodeURIComponent(value)), call.path);
  const query = new URLSearchParams(of("query")).toString();
  const headers = Object.fromEntries(of("header"));
  if (body !== null) headers["Content-Type"] = mediaType;
  return { method: call.method, url: new URL(path + (query && `?${query}`), location.origin).href, headers, body };
}

function snippetView(call, read) {
  const shown = code("", `Example of ${call.method} ${call.path}`);
  let language = "curl";
  const update = () => {
    shown.textContent = LANGUAGES[language](read());
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.textContent === language));
  };
  const buttons = Object.keys(LANGUAGES).map((name) => {
    const button = element("button", { type: "button" }, name);
    button.addEventListener("click", () => { language = name; update(); });
    return button;
  });
  update();
  return { elements: [element("p", { role: "group", "aria-label": "Language" }, ...buttons.flatMap((button) => [button, " "])), shown], update };
}

async function sending({ method, url, headers, body }, output, send, stop) {
  const controller = new AbortController();
  stop.onclick = () => controller.abort();
  [send.disabled, stop.disabled] = [true, false];
  output.textContent = "";
  try {
    const answer = await fetch(url, { method, body, headers: { ...headers, ...authorization() }, signal: controller.signal });
    const told = ["content-type", "etag", "location", "retry-after"].filter((name) => answer.headers.has(name));
    output.append(`${answer.status} ${answer.statusText}\n`, ...told.map((name) => `${name}: ${answer.headers.get(name)}\n`), "\n");
    await show(answer, output, controller);
  } catch (failure) {
    output.append(failure.name === "AbortError" ? "\n(stopped)" : `\n${failure}`);
  }
  [send.disabled, stop.disabled] = [false, true];
}

async function show(answer, output, controller) {
  if (answer.headers.get("content-type")?.includes("json")) {
    output.append(pretty(await answer.text()));
    return;
  }
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader.read()) {
    output.append(chunk.value);
    if (output.textContent.length > LONGEST_CHARS) controller.abort();
  }
}

function pretty(text) {
  try {
    return json(JSON.parse(text));
  } catch {
    return text;
  }
}
