import { sheet } from "./element.js";

export const style = sheet(`
:host { display: grid; grid-template-columns: minmax(240px, 360px) minmax(0, 1fr); gap: var(--wz-3); align-items: start; }
.list li + li { border-top: 1px solid var(--wz-border); }
button.item { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 var(--wz-2); width: 100%; height: auto; padding: var(--wz-2) var(--wz-4); border: 0; border-radius: 0; text-align: left; justify-items: start; }
button.item:focus-visible { outline-offset: -2px; }
button.item[aria-current] { background: var(--wz-accent-soft); box-shadow: inset 2px 0 var(--wz-accent); }
button.item > span:nth-child(even) { justify-self: end; }
button.item .name { font-weight: 500; } button.item .truncate { max-width: 100%; }
.preview header { display: flex; align-items: center; min-height: 40px; padding: 4px var(--wz-2) 4px var(--wz-4); border-bottom: 1px solid var(--wz-border); }
.body { display: grid; gap: var(--wz-4); padding: var(--wz-4); }
fieldset { border: 1px solid var(--wz-border); border-radius: var(--wz-radius); padding: var(--wz-3); margin: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(180px, 1fr)); gap: var(--wz-3); background: var(--wz-canvas); }
legend { padding: 0 4px; font-weight: 600; } .field label { text-transform: capitalize; }
footer { padding: var(--wz-3) var(--wz-4); border-top: 1px solid var(--wz-border); }
dl.settings { display: grid; gap: var(--wz-2); }
dl.settings > div { display: grid; grid-template-columns: 104px minmax(0, 1fr); gap: var(--wz-3); }
dt { color: var(--wz-muted); } dd { overflow-wrap: anywhere; }
mark { background: var(--wz-warning-soft); color: var(--wz-warning); border-radius: 3px; padding: 0 3px; } mark.given { background: var(--wz-done-soft); color: var(--wz-done); }
.loading { padding: 0 var(--wz-4); } .loading li { padding: 18px 0; }
.list.alone { grid-column: 1 / -1; } .list.alone > header { display: none; }
@media (max-width: 820px) { :host { grid-template-columns: minmax(0, 1fr); } .preview.none { display: none; } }
@media (max-width: 560px) { dl.settings > div { grid-template-columns: minmax(0, 1fr); gap: 0; } }
`);
