import { sheet } from "./element.js";

export const style = sheet(`
:host { display: grid; gap: var(--wz-3); grid-template-columns: minmax(260px, 320px) minmax(0, 1fr); align-items: start; }
:host > *, .charts, .timeline, section { grid-column: 1 / -1; min-width: 0; }
section.risk { grid-column: 1; padding: var(--wz-4); display: grid; gap: var(--wz-4); }
section.found { grid-column: 2; }
.critical { --level: var(--wz-critical); } .high { --level: var(--wz-high); } .medium { --level: var(--wz-medium); } .low, .info { --level: var(--wz-low); }

.gauge { display: grid; justify-items: center; }
.gauge svg { width: 200px; overflow: visible; }
.gauge path { fill: none; stroke-width: 12; stroke-linecap: butt; }
.gauge .track { stroke: var(--wz-raised); }
.gauge .value { stroke: var(--level); }
.gauge text { fill: var(--wz-text); text-anchor: middle; font: 600 34px/1 var(--wz-font); font-variant-numeric: tabular-nums; letter-spacing: -0.02em; }
.gauge .end { fill: var(--wz-muted); font: 400 10px/1 var(--wz-font); letter-spacing: 0; }
.gauge figcaption { margin-top: var(--wz-1); font-size: var(--wz-size); }
.severity { color: var(--level, var(--wz-muted)); font-weight: 600; }

.categories h3 { margin-bottom: var(--wz-2); }
.categories ul { display: grid; gap: 6px; }
.categories li, .ranked li { display: grid; grid-template-columns: 112px 1fr 32px; gap: var(--wz-2); align-items: center; font-size: var(--wz-size-small); }
.categories .number, .ranked .number { text-align: right; }
.facts { display: grid; grid-template-columns: auto 1fr; gap: 4px var(--wz-4); border-top: 1px solid var(--wz-border); padding-top: var(--wz-3); font-size: var(--wz-size-small); }
.facts > div { display: contents; }
.facts dt { color: var(--wz-muted); } .facts dd { text-align: right; }

.filter { gap: 4px; flex-wrap: wrap; }
.findings > li + li { border-top: 1px solid var(--wz-border); }
summary { display: grid; grid-template-columns: 64px minmax(0, 1fr) auto; align-items: baseline; gap: var(--wz-2); padding: 9px var(--wz-4) 9px 28px; cursor: pointer; position: relative; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary::before { content: ""; position: absolute; left: 13px; top: 15px; width: 6px; height: 6px; border: solid var(--wz-muted); border-width: 0 1.5px 1.5px 0; transform: rotate(-45deg); }
details[open] > summary::before { transform: rotate(45deg); top: 13px; }
summary:hover { background: var(--wz-hover); }
summary:focus-visible { outline-offset: -2px; }
summary .title { overflow-wrap: anywhere; }
.inside { padding: 0 var(--wz-4) var(--wz-4) 100px; display: grid; gap: var(--wz-2); }
.evidence { border: 1px solid var(--wz-border); border-radius: var(--wz-radius); overflow: hidden; background: var(--wz-canvas); }
.evidence li { padding: 4px var(--wz-3); }
.evidence li + li { border-top: 1px solid var(--wz-border); }
.evidence .line { display: grid; grid-template-columns: 44px minmax(0, 1fr); gap: var(--wz-2); overflow-wrap: anywhere; }
.figures { display: flex; flex-wrap: wrap; gap: 2px var(--wz-4); font-size: var(--wz-size-small); }
.figures b { font-weight: 600; overflow-wrap: anywhere; }

.charts { display: grid; grid-template-columns: 1fr 1fr; gap: var(--wz-3); }
.chart.wide { grid-column: 1 / -1; }
.chart svg { display: block; width: calc(100% - 32px); height: 96px; margin: var(--wz-3) var(--wz-4) 0; border-bottom: 1px solid var(--wz-border-strong); }
.chart rect { fill: var(--wz-accent-fill); }
.ranked { padding: var(--wz-3) var(--wz-4); display: grid; gap: 6px; }
.ranked li { grid-template-columns: 132px 1fr 48px; }
.scale { display: flex; justify-content: space-between; padding: 4px var(--wz-4) var(--wz-2); }

.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: var(--wz-size-small); }
th, td { text-align: left; padding: 6px var(--wz-3); white-space: nowrap; border-top: 1px solid var(--wz-border); font-weight: 400; }
thead th { border-top: 0; color: var(--wz-muted); font-weight: 500; }
td.number { text-align: right; } th:first-child { padding-left: var(--wz-4); }

.timeline ul { padding: var(--wz-2) 0; }
.timeline li { display: grid; grid-template-columns: 220px minmax(0, 1fr) 72px; gap: var(--wz-3); align-items: center; padding: 3px var(--wz-4); }
.timeline .track { position: relative; height: 10px; background: var(--wz-raised); border-radius: 2px; }
.timeline .track i { position: absolute; top: 0; bottom: 0; min-width: 3px; border-radius: 2px; background: var(--wz-accent-fill); }
.timeline .phase .track i { background: var(--wz-cancelled); }
.timeline .error .track i { background: var(--wz-error); }
.timeline li > .number { text-align: right; }
.timeline .scale { margin-left: 232px; margin-right: 84px; }
@media (max-width: 900px) {
  :host { grid-template-columns: minmax(0, 1fr); }
  section.risk, section.found { grid-column: 1; }
  .charts { grid-template-columns: minmax(0, 1fr); }
  .inside { padding-left: var(--wz-4); }
  .timeline li { grid-template-columns: 104px minmax(0, 1fr) max-content; gap: var(--wz-2); }
  .timeline li > .number { min-width: 56px; }
  .timeline .scale { display: none; }
}
@media (max-width: 560px) {
  summary { grid-template-columns: minmax(0, 1fr) auto; }
  summary .title { grid-column: 1 / -1; grid-row: 2; }
}
@media print { details::details-content { content-visibility: visible; block-size: auto; } .filter, slot[name="actions"] { display: none; } }
`);
