/** Puts entries of the audit trail together that say the same many times. */

/** @import { AuditLogEntry } from '../../client/types/lists.js' */

/** @typedef {{ key: string, entries: AuditLogEntry[] }} EntryGroup the newest entry is the first */

const GROUPED = 'PROGRESS_UPDATED';
const LEAST = 3;

/**
 * Returns the entries in their order, where reports of progress by one actor in a row are one group.
 * @param {AuditLogEntry[]} entries
 * @returns {EntryGroup[]}
 */
export function groupsOf(entries) {
  /** @type {AuditLogEntry[][]} */
  const runs = [];
  for (const entry of entries) {
    const run = runs.at(-1);
    if (run && isSameReport(run[0], entry)) run.push(entry);
    else runs.push([entry]);
  }
  const groups = runs.flatMap((run) => (run.length < LEAST ? run.map((entry) => [entry]) : [run]));
  return groups.map((group) => ({ key: group[0].entry_id, entries: group }));
}

/** @param {AuditLogEntry} one @param {AuditLogEntry} other */
function isSameReport(one, other) {
  return (
    [one, other].every(({ action_type: action }) => action === GROUPED) && one.actor === other.actor
  );
}
