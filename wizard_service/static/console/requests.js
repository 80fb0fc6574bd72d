/** The requests behind the actions on an investigation, for those who would rather write a program. */

const MERGE_PATCH = "application/merge-patch+json";

export function requestsFor(basePath, state) {
  const { investigation_id: id, version, settings } = state;
  const at = (resource) => `${basePath}/${encodeURIComponent(id)}/${resource}`;
  const patch = (name, body) => ({ name, request: { method: "PATCH", path: at("state"), body: { ...body, version }, mediaType: MERGE_PATCH } });
  const post = (name, path, body) => ({ name, request: { method: "POST", path, body } });
  const get = (name, resource) => ({ name, request: { method: "GET", path: at(resource) } });
  return [
    get("Read the state", "state"),
    get("Poll: state and cursor", "poll"),
    get("Follow as server-sent events", "stream"),
    settings && patch("Change the settings", { settings: { name: settings.name } }),
    patch("Start", { wizard_step: "PROGRESS" }),
    post("Report events, as an executor does", at("events"), [{ event_type: "progress_updated", data: { percent_complete: 40, current_phase: "execution" } }]),
    post("Cancel", at("cancel")),
    post("Retry after an error", at("retry")),
    get("Read the audit trail", "audit"),
    settings && post("Save as template", `${basePath}/templates`, { name: settings.name, from_investigation: id }),
    settings && post("Create another with these settings", `${basePath}/investigations`, { settings }),
    post("Archive", `${basePath}/history/${encodeURIComponent(id)}/archive`),
  ].filter(Boolean);
}
