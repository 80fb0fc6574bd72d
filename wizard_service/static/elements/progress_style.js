import { sheet } from "./element.js";

export const style = sheet(`
:host { display: grid; gap: var(--wz-3); }
.overall { display: flex; align-items: center; flex-wrap: wrap; gap: var(--wz-2) var(--wz-4); padding: var(--wz-3) var(--wz-4); min-height: 56px; }
.overall .big { font-size: 22px; line-height: 28px; font-weight: 600; min-width: 64px; letter-spacing: -0.02em; }
.overall .bar { height: 8px; border-radius: 4px; flex: 1 1 160px; }
.overall.running { --tone: var(--wz-accent-fill); }
.overall .phase { font-weight: 500; min-width: 84px; }
.overall .left { min-width: 110px; font-variant-numeric: tabular-nums; }
.overall .left:empty { display: none; }
.phases { display: grid; grid-auto-flow: column; grid-auto-columns: 1fr; border: 1px solid var(--wz-border); border-radius: var(--wz-radius);
  background: var(--wz-surface); overflow: hidden; }
.phases li { display: flex; align-items: center; gap: var(--wz-2); padding: var(--wz-2) var(--wz-3); min-width: 0; }
.phases li + li { border-left: 1px solid var(--wz-border); }
.phases li > span:nth-of-type(1) { flex: 1; }
.phases svg, .tools li > svg, .agents li > svg { color: var(--tone); }
.phases li.running { background: var(--wz-accent-soft); }
.columns { display: grid; grid-template-columns: minmax(0, 9fr) minmax(0, 10fr); gap: var(--wz-3); align-items: start; }
.beside { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--wz-3); }
.tools .row { flex-wrap: wrap; gap: 0 var(--wz-2); } .tools .name { flex: 1 0 auto; max-width: 100%; overflow-wrap: anywhere; } .tools .end { margin-left: auto; }
.tools li, .agents li { display: flex; gap: var(--wz-2); padding: 7px var(--wz-4); }
.tools li + li, .agents li + li { border-top: 1px solid var(--wz-border); }
.tools svg.icon, .agents svg.icon { margin-top: 2px; }
.tools .end { min-width: 56px; text-align: right; }
.tools .bar, .agents .bar { height: 4px; margin: 4px 0 2px; }
.tools .pending .mono { color: var(--wz-muted); }
@media (max-width: 1080px) { .columns { grid-template-columns: minmax(0, 1fr); } }
@media (max-width: 760px) {
  .tools .end { min-width: 0; }
  .phases { grid-auto-flow: row; }
  .phases li + li { border-left: 0; border-top: 1px solid var(--wz-border); }
}
`);
