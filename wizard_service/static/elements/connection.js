/**
 * <wizard-connection> says whether what is seen is live, and by which way it comes.
 *
 * connection  {phase: "live"|"connecting"|"offline"|"cut"|"ended"|"idle", transport?, intervalMs?, detail?}
 * Tells `wizard-connection-open` when it is pressed.
 */

import { h } from "./dom.js";
import { WizardElement, define, sheet } from "./element.js";
import { nameOf } from "./transports.js";

const style = sheet(`
button { height: 28px; padding: 0 10px; font-size: var(--wz-size-small); border-color: var(--wz-border); color: var(--wz-text); }
i { width: 8px; height: 8px; border-radius: 50%; background: var(--tone); flex: none; }
.offline i, .cut i, .connecting i { background: transparent; border: 2px solid var(--tone); }
.live { --tone: var(--wz-done); } .connecting { --tone: var(--wz-warning); } .offline, .cut { --tone: var(--wz-error); }
.idle, .ended { --tone: var(--wz-cancelled); }
`);

const PHASES = { connecting: "connecting", offline: "offline, trying again", cut: "network cut", ended: "ended", idle: "not following" };

export class Connection extends WizardElement {
  static shows = { connection: { phase: "idle" } };
  static style = style;

  view() {
    const { phase } = this.connection;
    return h("button", { class: phase, title: this.connection.detail ?? "", onclick: () => this.tell("wizard-connection-open") },
      h("i", { "aria-hidden": "true" }),
      h("span", { role: "status" }, h("span", { class: "hidden-text" }, "Connection: "), wordsFor(this.connection)),
      // It is another each time, which nobody wants to be told.
      everySoOften(this.connection));
  }
}

function wordsFor({ phase, transport }) {
  return phase === "live" ? `${nameOf(transport)}, live` : (PHASES[phase] ?? phase);
}

function everySoOften({ phase, transport, intervalMs }) {
  if (phase !== "live" || transport !== "poll" || !intervalMs) return null;
  return h("span", { class: "muted number" }, ` every ${Math.round(intervalMs / 500) / 2} s`);
}

define("wizard-connection", Connection);
