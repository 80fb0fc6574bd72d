/** How phases, tools and agents read once the whole has ended: an executor seldom closes what ran last. */

import { toneOf } from "./words.js";

/** What still ran was done with the whole, or cut off by its end. */
export function ended(list, { status }) {
  if (status === "IN_PROGRESS") return list;
  const became = status === "COMPLETED" ? "completed" : "cancelled";
  return list.map((each) => (toneOf(each.status) === "running" ? { ...each, status: became } : each));
}

export function endedPhases(state) {
  const phases = ended(state.progress?.phases ?? [], state);
  if (state.status !== "COMPLETED") return phases;
  return phases.map((each) => (each.status === "completed" && !each.completed_at ? { ...each, completed_at: state.results?.completed_at ?? each.started_at } : each));
}
