/** Defines the styles that all elements share: controls, tables, chips, bars, empty states. */

/**
 * Returns a style sheet that instances of an element share. A Content-Security-Policy that forbids
 * inline styles allows it. There is none on a server that renders pages.
 * @param {string} text
 */
export function sheet(text) {
  const StyleSheet = /** @type {typeof CSSStyleSheet | undefined} */ (globalThis.CSSStyleSheet);
  const styleSheet = /** @type {CSSStyleSheet} */ (StyleSheet && new StyleSheet());
  styleSheet?.replaceSync(text);
  return styleSheet;
}

// A bar moves by a transform, which needs no other layout of the page.
export const baseStyle = sheet(`
:host { display: block; font: var(--wz-size)/var(--wz-line) var(--wz-font); color: var(--wz-text); }
:host([hidden]) { display: none; }
*, *::before, *::after { box-sizing: border-box; }
h2, h3, h4, p, ul, ol, dl, dd, figure { margin: 0; padding: 0; }
ul, ol { list-style: none; }
.lined > li + li { border-top: 1px solid var(--wz-border); }
h2 { font-size: var(--wz-size-title); line-height: 1.5rem; font-weight: 600;
  letter-spacing: -0.01em; }
h3 { font-size: var(--wz-size); font-weight: 600; }
code, .mono { font-family: var(--wz-mono); font-size: 0.75rem; }
.muted { color: var(--wz-muted); }
.small { font-size: var(--wz-size-small); line-height: 1rem; }
.number { font-variant-numeric: tabular-nums; }
.row { display: flex; align-items: center; gap: var(--wz-2); }
.wrap { flex-wrap: wrap; }
.grow { flex: 1; min-width: 0; }
.truncate { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.hidden-text { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; }

:focus { outline: none; }
:focus-visible { outline: 2px solid var(--wz-accent); outline-offset: 2px;
  border-radius: var(--wz-radius-small); }

button, .button { font: inherit; color: inherit; cursor: pointer; display: inline-flex;
  align-items: center; justify-content: center;
  gap: 6px; height: var(--wz-control); padding: 0 var(--wz-3); white-space: nowrap;
  text-decoration: none;
  border: 1px solid var(--wz-border-strong); border-radius: var(--wz-radius);
  background: var(--wz-surface); }
button:hover:not(:disabled) { background: var(--wz-hover); }
button:disabled { color: var(--wz-muted); background: var(--wz-raised);
  border-color: var(--wz-border); cursor: not-allowed; }
button.primary { background: var(--wz-accent-fill); border-color: var(--wz-accent-fill);
  color: var(--wz-on-accent); font-weight: 500; }
button.primary:hover:not(:disabled) { background: var(--wz-accent-fill-hover); }
button.primary:disabled { background: var(--wz-raised); border-color: var(--wz-border);
  color: var(--wz-muted); }
button.plain { border-color: transparent; background: transparent; color: var(--wz-muted);
  padding: 0 var(--wz-2); }
button.plain:hover:not(:disabled) { color: var(--wz-text); background: var(--wz-hover); }
button.danger { color: var(--wz-error); }
button.small { height: 1.5rem; padding: 0 var(--wz-2); font-size: var(--wz-size-small); }
button.icon { width: var(--wz-control); padding: 0; }
button.icon.small { width: 1.5rem; }
button[aria-pressed="true"], button[aria-selected="true"] { background: var(--wz-accent-soft);
  color: var(--wz-accent);
  border-color: var(--wz-accent); }
button.link { border: 0; padding: 0; height: auto; background: none; justify-content: flex-start; }
svg.icon { width: 1rem; height: 1rem; flex: none; fill: none; stroke: currentColor;
  stroke-width: 1.5;
  stroke-linecap: round; stroke-linejoin: round; }

label { display: block; font-size: var(--wz-size-small); line-height: 1rem; font-weight: 500;
  color: var(--wz-muted); margin-bottom: 4px; }
input, select, textarea { font: inherit; color: inherit; width: 100%; height: var(--wz-control);
  padding: 0 var(--wz-2);
  background: var(--wz-surface); border: 1px solid var(--wz-control-border);
  border-radius: var(--wz-radius); }
.dated { position: relative; }
.dated > input { padding-right: 1.75rem; }
.dated > button { position: absolute; right: 4px; top: calc((var(--wz-control) - 1.5rem) / 2); }
.dated > input[aria-hidden] { position: absolute; inset: 0; opacity: 0; pointer-events: none; }
textarea { height: auto; min-height: 3.5rem; padding: 6px var(--wz-2); resize: vertical; }
input[type="checkbox"], input[type="radio"] { width: 1rem; height: 1rem; margin: 0; flex: none;
  accent-color: var(--wz-accent-fill); }
input:focus-visible, select:focus-visible, textarea:focus-visible { outline-offset: -1px;
  border-radius: var(--wz-radius); }
input:disabled, select:disabled, textarea:disabled { color: var(--wz-text);
  background: var(--wz-raised); border-color: var(--wz-border); }
input[aria-invalid="true"], textarea[aria-invalid="true"] { border-color: var(--wz-error); }
::placeholder { color: var(--wz-muted); opacity: 1; }
.problem { color: var(--wz-error); font-size: var(--wz-size-small); line-height: 1rem;
  margin-top: 4px; }
.check { display: inline-flex; align-items: center; gap: 6px; margin: 0;
  font-size: var(--wz-size); color: inherit; font-weight: 400; }

table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; font-weight: 400; border-top: 1px solid var(--wz-border); }
thead th { border-top: 0; color: var(--wz-muted); }

summary.fold { cursor: pointer; list-style: none; position: relative; }
summary.fold::-webkit-details-marker { display: none; }
summary.fold::before { content: ""; position: absolute; left: 13px; top: 15px; width: 6px;
  height: 6px; border: solid var(--wz-muted); border-width: 0 1.5px 1.5px 0;
  transform: rotate(-45deg); }
details[open] > summary.fold::before { transform: rotate(45deg); top: 13px; }
summary.fold:hover { background: var(--wz-hover); }
summary.fold:focus-visible { outline-offset: -2px; }

.panel { background: var(--wz-surface); border: 1px solid var(--wz-border);
  border-radius: var(--wz-radius); }
.panel > header { display: flex; align-items: center; gap: var(--wz-2); min-height: 2.5rem;
  padding: 4px var(--wz-4);
  border-bottom: 1px solid var(--wz-border); }
.panel > .body { padding: var(--wz-4); }

.chip { display: inline-flex; align-items: center; gap: 4px; height: 1.25rem; padding: 0 6px;
  border-radius: 10px; white-space: nowrap;
  font-size: var(--wz-size-small); line-height: 1rem; font-weight: 500;
  background: var(--wz-raised); color: var(--wz-muted); }
.chip svg.icon { width: 0.75rem; height: 0.75rem; stroke-width: 2; }
.running { --tone: var(--wz-running); --soft: var(--wz-running-soft); }
.done { --tone: var(--wz-done); --soft: var(--wz-done-soft); }
.error { --tone: var(--wz-error); --soft: var(--wz-error-soft); }
.warning { --tone: var(--wz-warning); --soft: var(--wz-warning-soft); }
.cancelled, .pending { --tone: var(--wz-cancelled); --soft: var(--wz-cancelled-soft); }
.chip.running, .chip.done, .chip.error, .chip.cancelled, .chip.warning { color: var(--tone);
  background: var(--soft); }

.critical { --level: var(--wz-critical); }
.high { --level: var(--wz-high); }
.medium { --level: var(--wz-medium); }
.low, .info { --level: var(--wz-low); }
.severity { color: var(--level, var(--wz-muted)); font-weight: 600; }

.bar { height: 6px; border-radius: 3px; background: var(--wz-raised); overflow: hidden; flex: 1;
  min-width: 40px; }
.bar > i { display: block; height: 100%; border-radius: 3px; width: 100%;
  background: var(--tone, var(--wz-accent-fill));
  transform: translateX(calc(var(--part, 0%) - 100%));
  transition: transform 300ms ease-out; }

.bars { display: grid; gap: 6px; }
.bars li { display: grid; grid-template-columns: var(--bar-label, 112px) minmax(0, 1fr) 48px;
  gap: var(--wz-2); align-items: center; font-size: var(--wz-size-small); }
.bars .number { text-align: right; }

.empty { display: grid; justify-items: center; gap: var(--wz-2); padding: 40px var(--wz-4);
  text-align: center; color: var(--wz-muted); }
.empty h3 { color: var(--wz-text); }
.empty p { max-width: 46ch; }
.empty > svg.icon { width: 1.5rem; height: 1.5rem; }
.empty .row { margin-top: var(--wz-2); }
.skeleton { border-radius: var(--wz-radius-small); background: var(--wz-raised); height: 0.75rem; }
@media (prefers-reduced-motion: no-preference) {
  .skeleton { animation: fade 1.6s ease-in-out infinite; }
  @keyframes fade { 50% { opacity: 0.45; } }
  .spin { animation: rotate 1s linear infinite; }
  @keyframes rotate { to { transform: rotate(360deg); } }
}
@media (prefers-reduced-motion: reduce) { *, *::before, *::after { transition: none !important;
  animation: none !important; } }
`);
