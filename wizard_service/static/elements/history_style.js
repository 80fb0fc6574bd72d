import { sheet } from "./element.js";

export const style = sheet(`
:host { display: grid; gap: var(--wz-3); }
.filters { display: grid; grid-template-columns: minmax(120px, 2fr) repeat(3, minmax(88px, 1fr)) repeat(2, minmax(136px, 1fr)) minmax(140px, 1fr) auto; gap: var(--wz-2); align-items: end; }
.filters .toggle { display: none; } .filters [aria-expanded="true"] svg { transform: rotate(180deg); }
.filters input[type="date"] { padding-right: 4px; }
.where { display: flex; }
.where button + button { margin-left: -1px; border-radius: 0 var(--wz-radius) var(--wz-radius) 0; }
.where button:first-child { border-radius: var(--wz-radius) 0 0 var(--wz-radius); }
.where button[aria-pressed="true"] { z-index: 1; }
.selection { padding: 6px 6px 6px var(--wz-4); background: var(--wz-accent-soft); border: 1px solid var(--wz-accent); border-radius: var(--wz-radius); }
.foot { min-height: 24px; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; font-size: var(--wz-size-small); font-weight: 500; color: var(--wz-muted); padding: var(--wz-2) var(--wz-3); white-space: nowrap; }
td { padding: var(--wz-2) var(--wz-3); border-top: 1px solid var(--wz-border); white-space: nowrap; height: 52px; }
th.number { text-align: right; } td.number:nth-child(5) { text-align: right; }
td.number { font-variant-numeric: tabular-nums; }
tr:hover td { background: var(--wz-hover); } tr.selected td { background: var(--wz-accent-soft); }
.pick { width: 40px; padding-right: 0; } .pick input { display: block; }
.name { width: 40%; white-space: normal; max-width: 0; }
.name .mono { display: block; }
.act { text-align: right; }
button.link { border: 0; padding: 0; height: auto; background: none; font-weight: 500; text-align: left; white-space: normal; justify-content: flex-start; max-width: 100%; overflow-wrap: anywhere; }
button.link:hover:not(:disabled) { background: none; text-decoration: underline; }
.critical .severity { color: var(--wz-critical); } .high .severity { color: var(--wz-high); } .medium .severity { color: var(--wz-medium); } .low .severity { color: var(--wz-low); }
.severity { font-weight: 600; }
.loading { padding: var(--wz-2) var(--wz-4); } .loading li { padding: 18px 0; }
@media (max-width: 1180px) { .filters { grid-template-columns: repeat(4, minmax(0, 1fr)); } td:nth-child(6), th:nth-child(6), td:nth-child(7), th:nth-child(7) { display: none; } }
@media (max-width: 720px) {
  .filters { grid-template-columns: repeat(2, minmax(0, 1fr)); } .filters .q, .where { grid-column: 1 / -1; } .where button { flex: 1; }
  .filters:not(.open) { grid-template-columns: minmax(0, 1fr) auto; } .filters:not(.open) .q { grid-column: 1; }
  .filters .toggle { display: inline-flex; } .filters.open .q { grid-column: 1; } .filters:not(.open) > :not(.q, .toggle, .where) { display: none; }
  tr:hover td, tr.selected td { background: none; } tr.selected { background: var(--wz-accent-soft); } td:nth-child(4).none { display: none; }
  thead { display: none; }
  tr { display: grid; grid-template-columns: 28px minmax(0, 1fr) auto; gap: 4px var(--wz-2); padding: var(--wz-3); }
  tbody tr + tr { border-top: 1px solid var(--wz-border); }
  td { display: none; border: 0; padding: 0; height: auto; }
  td.pick, td.name, td:nth-child(3), td.act, td:nth-child(4), td:nth-child(8) { display: block; }
  td.name { grid-column: 2; width: auto; max-width: none; } td:nth-child(3) { grid-column: 3; grid-row: 1; }
  td:nth-child(4) { grid-column: 2; grid-row: 2; } td:nth-child(8) { grid-column: 2; grid-row: 3; color: var(--wz-muted); } td.act { grid-column: 3; grid-row: 2 / 4; align-self: end; }
}
`);
