/** Every action has a key: what is typed, what it does in words, and what it does. */

import { TRANSPORTS } from "../elements/transports.js";
import { go } from "./router.js";
import { nextTheme } from "./theme.js";

const page = (app) => app.pages[app.route.name];

/** Only where an investigation is on the screen, in a state that has this action. */
const here = (act, isThere = () => true) => (app) => {
  const { state, actions } = app.pages.investigation;
  if (app.route.name === "investigation" && state && isThere(state)) act(actions, app);
};

export const KEYS = [
  ["g i", "Investigations", () => go("home")],
  ["g t", "Templates", () => go("templates")],
  ["g h", "History", () => go("history")],
  ["/", "Search: the log, the templates, or the history", (app) => page(app).find?.() ?? app.pages.history.find()],
  ["n", "New investigation", (app) => app.create()],
  ["j", "Next active investigation", (app) => neighbour(app, 1)],
  ["k", "Previous active investigation", (app) => neighbour(app, -1)],
  ["1", "Settings of the investigation", (app) => page(app).look?.("SETTINGS")],
  ["2", "Progress", (app) => page(app).look?.("PROGRESS")],
  ["3", "Results", (app) => page(app).look?.("RESULTS")],
  ["s", "Start, or retry after an error", (app) => page(app).advance?.()],
  ["a", "Audit trail", here((_, app) => go("investigation", app.route.id, "audit"))],
  ["c", "Copy as curl, Python or JavaScript", (app) => page(app).copyAs?.()],
  ["i s", "Share", here((actions) => actions.share())],
  ["i t", "Save as template", here((actions) => actions.saveTemplate())],
  ["i n", "New with these settings", here((actions) => actions.again())],
  ["i b", "Back to settings", here((actions) => actions.startOver(), (state) => state.wizard_step !== "SETTINGS")],
  ["i c", "Cancel", here((actions) => actions.cancel(), (state) => state.status === "IN_PROGRESS")],
  ["i a", "Archive", here((actions) => actions.archive())],
  ["i d", "Delete", here((actions) => actions.remove())],
  ["i y", "Copy the results", here((actions) => actions.copyResults(), (state) => state.results)],
  ["i p", "Print", here(() => window.print(), (state) => state.results)],
  ["f", "Feed drawer", (app) => app.toggleDrawer()],
  ...TRANSPORTS.map(({ transport, name }, index) => [`v ${index + 1}`, `Follow by ${name}`, here((_, app) => app.useTransport(transport))]),
  ["v a", "Compare all four", here((_, app) => app.toggleComparing())],
  ["x", "Cut or restore the network", (app) => app.toggleNetwork()],
  ["t", "Light, dark, or as the system", (app) => { nextTheme(); app.render(); }],
  ["g o", "Log out", (app) => app.attempt(() => app.session.logOut())],
];

function neighbour(app, step) {
  const ids = (app.active.items ?? []).map((each) => each.investigation_id);
  const id = ids[(ids.indexOf(app.route.id) + step + ids.length) % ids.length];
  if (id) go("investigation", id);
}
