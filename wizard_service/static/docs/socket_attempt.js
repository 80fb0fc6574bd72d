/** The form that opens a socket by a one-time ticket, shows what it hears and says what is typed. */

import { authorization } from "./credentials.js";
import { code, element } from "./dom.js";

// What a feed tells in days is not kept.
const MOST_LINES = 1000;

/**
 * @param {string} name of the channel
 * @param {string} address below the base path
 * @param {string} base path of the API
 * @param {object[]} sayings examples of what a client may say
 * @returns {HTMLElement}
 */
export function socketForm(name, address, base, sayings) {
  const one = address.includes("{investigation_id}");
  const investigation = element("input", { id: `${name}-investigation`, autocomplete: "off" });
  const say = element("input", { id: `${name}-say`, list: `${name}-sayings`, autocomplete: "off", spellcheck: "false" });
  const known = element("datalist", { id: `${name}-sayings` }, ...sayings.map((each) => element("option", { value: JSON.stringify(each) })));
  const output = code("", `Heard on ${address}`);
  const [open, send, close] = ["Open", "Say", "Close"].map((text) => element("button", { type: "button" }, text));
  let socket = null;
  const show = (...lines) => {
    output.append(...lines.map((line) => `${line}\n`));
    while (output.childNodes.length > MOST_LINES) output.firstChild.remove();
  };

  open.addEventListener("click", async () => {
    socket?.close();
    output.textContent = "";
    const answer = await fetch(`${base}/tickets`, { method: "POST", headers: authorization() }).catch((failure) => show(String(failure)));
    if (!answer) return;
    if (!answer.ok) return show(`No ticket: ${answer.status}`, await answer.text());
    const { ticket } = await answer.json();
    const path = base + address.replace("{investigation_id}", encodeURIComponent(investigation.value));
    const url = new URL(`${path}?ticket=${encodeURIComponent(ticket)}`, location.href.replace(/^http/, "ws"));
    const opened = new WebSocket(url, ["wizard.v1"]);
    opened.onmessage = ({ data }) => show(data);
    opened.onclose = ({ code: why }) => show(`closed, code ${why}`);
    socket = opened;
  });
  send.addEventListener("click", () => (socket?.readyState === WebSocket.OPEN ? socket.send(say.value) : show("Open it first.")));
  close.addEventListener("click", () => socket?.close(1000));
  return element(
    "form", { class: "try", "aria-label": `Try ${address}` },
    element("div", { class: "fields" },
      ...(one ? [element("label", { for: investigation.id }, element("code", {}, "investigation_id")), investigation] : []),
      element("label", { for: say.id }, "Message"), say),
    known, element("p", {}, open, " ", send, " ", close), output,
  );
}
