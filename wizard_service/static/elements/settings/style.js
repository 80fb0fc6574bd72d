/**
 * Defines the styles of the settings form, which has two columns where there is room. Settings that
 * cannot be changed are shown as text.
 */

import { sheet } from '../display/base-style.js';

export const style = sheet(`
:host { container-type: inline-size; }
form, .side { display: grid; gap: var(--wz-3); }
fieldset { border: 1px solid var(--wz-border); border-radius: var(--wz-radius);
  background: var(--wz-surface); margin: 0; min-width: 0;
  padding: var(--wz-4); display: grid; gap: var(--wz-3); position: relative; }
legend { float: left; padding: 0; font-weight: 600; display: flex; gap: var(--wz-2);
  align-items: baseline; }
legend + * { clear: both; }
legend .muted { font-weight: 400; font-size: var(--wz-size-small); }
ul { display: grid; gap: 6px; }
.entity { display: grid; grid-template-columns: minmax(110px, 1fr) minmax(140px,
  2fr) minmax(110px, 1.5fr) var(--wz-control);
  gap: var(--wz-2); align-items: start; }
.entity .remove { margin-top: 20px; }
.entity:not(:first-child) label { position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); }
.entity:not(:first-child) .remove { margin-top: 0; }
.time { grid-template-columns: 1fr 1fr auto; align-items: start; }
.time legend { grid-column: 1 / -1; }
.presets { gap: 4px; height: var(--wz-control); margin-top: calc(1rem + 4px); }
.tool { border: 1px solid var(--wz-border); border-radius: var(--wz-radius);
  padding: 2px 4px 2px var(--wz-3); }
.tool.off { background: var(--wz-raised); }
.tool > .row > input.mono { border-color: transparent; background: transparent; }
.tool > .row > input.mono:hover:not(:disabled),
  .tool > .row > input.mono:focus { border-color: var(--wz-control-border);
  background: var(--wz-surface); }
.tool [aria-expanded="true"] svg { transform: rotate(180deg); }
.tool > .row > input.name { flex: 0 1 270px; }
.parameters { display: grid; gap: var(--wz-2); padding: var(--wz-2) 0 var(--wz-1) 33px;
  justify-items: start; }
.parameters .row { width: min(100%, 460px); }
.modes { grid-template-columns: 1fr 1fr; }
input:disabled:not([type]), textarea:disabled { border-color: transparent; background: none;
  color: var(--wz-text); padding-left: 0; opacity: 1; resize: none; field-sizing: content; }
.choice { display: flex; flex-wrap: wrap; gap: 6px var(--wz-4); }
.choice .label { flex-basis: 100%; font-weight: 600; }
@container (min-width: 1000px) {
  form { grid-template-columns: minmax(0, 1fr) 320px; align-items: start; }
  .what, .entities, .tools { grid-column: 1; }
  .side { grid-column: 2; grid-row: 1 / span 3; }
  .time, .modes { grid-template-columns: minmax(0, 1fr); }
  .presets { margin: 0; }
}
@media (max-width: 720px) {
  .time, .modes { grid-template-columns: 1fr; }
  .presets { margin: 0; }
  .entity { grid-template-columns: 1fr 1fr var(--wz-control); padding-bottom: var(--wz-2); }
  .entity .field:nth-child(2) { grid-column: 2 / 4; }
  .entity .field:nth-child(3) { grid-column: 1 / 3; }
  .entity .remove, .entity:not(:first-child) .remove { grid-column: 3; margin-top: 20px; }
  .entity:not(:first-child) label { position: static; width: auto; height: auto; clip-path: none; }
  fieldset { padding: var(--wz-3); }
  .tool > .row > input.name { flex: 1; } .tool .summary { display: none; }
  .tool > .row { gap: 4px; }
  .tool button > .what { position: absolute; clip-path: inset(50%); width: 1px; overflow: hidden; }
}
`);
