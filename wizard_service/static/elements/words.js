/** How values read: durations, times, percentages, statuses. */

const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
const STEPS_S = [["second", 60], ["minute", 60], ["hour", 24], ["day", 30], ["month", 12], ["year", Infinity]];

/** Status of an investigation, phase, agent or tool -> one of the four tones, and a word. */
const TONES = { in_progress: "running", running: "running", completed: "done", done: "done", error: "error", failed: "error",
  cancelled: "cancelled", skipped: "cancelled", pending: "pending" };
const WORDS = { in_progress: "In progress", running: "Running", completed: "Completed", done: "Completed", error: "Error", failed: "Error",
  cancelled: "Cancelled", skipped: "Skipped", pending: "Waiting" };

export function toneOf(status) {
  return TONES[String(status).toLowerCase()] ?? "pending";
}

export function wordOf(status) {
  return WORDS[String(status).toLowerCase()] ?? sentence(status);
}

/** "failed_logins" -> "Failed logins" */
export function sentence(name) {
  const text = String(name ?? "").replaceAll(/[_-]+/g, " ").trim();
  const cased = text.charAt(0).toUpperCase() + (text === text.toUpperCase() ? text.slice(1).toLowerCase() : text.slice(1));
  return cased.replace(/\bip\b/gi, "IP");
}

export function percent(value) {
  return `${Math.round(Number(value) || 0)} %`;
}

export function duration(ms) {
  if (ms == null || Number.isNaN(ms)) return "";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const s = ms / 1000;
  if (s < 60) return `${s.toFixed(s < 10 ? 1 : 0)} s`;
  const minutes = Math.floor(s / 60);
  if (minutes < 60) return `${minutes} min ${String(Math.floor(s % 60)).padStart(2, "0")} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

export function between(start, end) {
  return start && end ? Date.parse(end) - Date.parse(start) : null;
}

/** "3 min. ago" */
export function ago(moment, now = Date.now()) {
  if (!moment) return "";
  let amount = (Date.parse(moment) - now) / 1000;
  if (Math.abs(amount) < 5) return "just now";
  for (const [unit, size] of STEPS_S) {
    if (Math.abs(amount) < size) return RELATIVE.format(Math.round(amount), unit);
    amount /= size;
  }
  return "";
}

export function clock(moment) {
  return moment ? new Date(moment).toLocaleTimeString("en-GB", { hour12: false }) : "";
}

export function when(moment) {
  if (!moment) return "";
  const shown = { year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" };
  return new Date(moment).toLocaleString("en-GB", shown);
}

export function plural(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}

/** A value of any shape, in one line. */
export function inline(value) {
  if (value === null || value === undefined) return "none";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
