/** Phases as they read once the whole has ended: an executor that stores its results seldom closes its last phase. */

export function endedPhases({ status, progress, results }) {
  const phases = progress?.phases ?? [];
  if (status !== "COMPLETED") return phases;
  return phases.map((each) => (each.status === "running" ? { ...each, status: "completed", completed_at: results?.completed_at ?? each.started_at } : each));
}
