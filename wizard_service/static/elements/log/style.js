/** The style sheet of `<wizard-log>`. The header has a fixed height, whatever it counts. */

import { sheet } from '../display/base-style.js';

export const logStyle = sheet(`
section { display: grid; grid-template-columns: minmax(0, 1fr); }
.panel > header.search { min-height: 0; padding: 4px var(--wz-4) 6px; }
.panel > header:first-of-type { border-bottom: 0; padding-bottom: 0; }
header > .count { flex: 1 1 0; min-width: 0; }
header label.check { flex: none; white-space: nowrap; }
header input[type="search"] { flex: 1 1 96px; min-width: 64px; height: 1.75rem; }
header select { flex: 0 1 auto; width: auto; min-width: 0; height: 1.75rem; padding: 0 4px; }
.tool { display: flex; align-items: center; gap: var(--wz-2); padding: 4px var(--wz-4);
  background: var(--wz-accent-soft); border-bottom: 1px solid var(--wz-border); }
.lines { position: relative; height: var(--wizard-log-height, 240px); overflow: auto;
  font: 0.75rem/1.125rem var(--wz-mono); overscroll-behavior: contain; overflow-anchor: none; }
.lines:focus-visible { outline-offset: -2px; }
.lead { height: 2rem; padding: 4px var(--wz-4); }
li { padding: 0 var(--wz-4); }
li:hover { background: var(--wz-hover); }
li > .message { overflow-wrap: anywhere; }
.one-row { width: max-content; min-width: 100%; }
.one-row li { white-space: nowrap; height: 1.125rem; }
.wrapped .timed { padding-left: calc(var(--wz-4) + 68px); text-indent: -68px; }
.timed .at { display: inline-block; width: 68px; text-indent: 0; }
.error > .message { color: var(--wz-error); }
.warning > .message { color: var(--wz-warning); }
mark { background: var(--wz-warning-soft); color: inherit; outline: 1px solid var(--wz-warning);
  border-radius: 2px; }
.none { padding: var(--wz-4); color: var(--wz-muted); }
@media (max-width: 560px) { .wrapped .timed { padding-left: var(--wz-4); text-indent: 0; } }
`);
