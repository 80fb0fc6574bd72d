/** Completed investigations rest at their results, whoever forgot to go on to them. */
export function restingStep(state) {
  if (!state) return "SETTINGS";
  return state.status === "COMPLETED" && state.results ? "RESULTS" : state.wizard_step;
}
