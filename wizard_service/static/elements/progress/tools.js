/** Renders the tools that ran, run or are planned. */

import { texts } from '../../texts/elements.js';
import { list } from '../../texts/language.js';
import { sheet } from '../display/base-style.js';
import { duration, percent, statusLabel, statusTone } from '../display/format.js';
import { icon } from '../display/icons.js';
import { h } from '../vdom.js';
import { progressBar } from './overall.js';

/** @import { ToolExecution, ToolRun, ToolSelection, WizardState } from '../../client/types/state.js' */

// While the investigation runs, a tool that begins or ends must not move the others.
export const workStyle = sheet(`
.tools .row { flex-wrap: wrap; gap: 0 var(--wz-2); }
.tools .name { flex: 1 0 auto; max-width: 100%; overflow-wrap: anywhere; }
.tools .end { margin-left: auto; min-width: 56px; text-align: right; }
.work li { display: flex; gap: var(--wz-2); padding: 7px var(--wz-4); }
.work li > svg { color: var(--tone); }
.work svg.icon { margin-top: 2px; }
.work .bar { height: 4px; margin: 4px 0 2px; }
.tools summary { color: var(--wz-muted); }
.tools details ol { margin: 0; padding-left: var(--wz-4); }
.tools details li { display: list-item; padding: 2px 0; }
.tools .pending .mono { color: var(--wz-muted); }
.live .name { flex: 1 1 0; min-width: 0; }
.live .name, .live .detail .muted { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.live > li { padding-block: 4px; }
.live .row { flex-wrap: nowrap; min-height: 1.5rem; }
.live .end { width: 64px; text-align: left; }
.live > li > svg.icon { margin-top: 4px; }
.live .detail { display: flex; align-items: center; min-height: 1rem; }
@media (max-width: 760px) { .tools .end { min-width: 0; } }
`);

/** @param {WizardState} state @param {ToolExecution[]} executed */
export function toolList({ settings, status }, executed) {
  const isLive = status === 'IN_PROGRESS';
  const rows = inOrder(settings?.tools ?? [], executed);
  const items = rows.map((tool) => toolView(tool, isLive));
  const done = executed.filter((tool) => tool.status === 'COMPLETED').length;
  return h('section.panel.work.tools', [
    h('header', [
      h('h3.grow', texts.progress.tools),
      h('span.muted.small.number', texts.progress.toolsDone(done, rows.length)),
    ]),
    h('ul.lined', { class: isLive ? 'live' : '' }, items),
  ]);
}

/**
 * Returns the tools in the order of the settings, in which they stay when they begin, and then those
 * that the settings do not name.
 * @param {ToolSelection[]} settings
 * @param {ToolExecution[]} executed
 */
function inOrder(settings, executed) {
  const byName = new Map(executed.map((tool) => [tool.tool_name, tool]));
  const planned = settings.filter((tool) => tool.enabled || byName.has(tool.tool_name));
  const names = new Set(planned.map((tool) => tool.tool_name));
  const unplanned = executed.filter((tool) => !names.has(tool.tool_name));
  return [...[...names].map((name) => byName.get(name) ?? pendingTool(name)), ...unplanned];
}

/** @param {string} name @returns {ToolExecution} */
function pendingTool(name) {
  return { tool_name: name, status: 'PENDING', percent_complete: 0 };
}

/** @param {ToolExecution} tool @param {boolean} isInProgress */
function toolView(tool, isInProgress) {
  const { tool_name: name, percent_complete: value } = tool;
  const findings = tool.findings_count ?? 0;
  const tone = statusTone(tool.status);
  const message = runMessage(tool);
  return h('li', { key: name, class: tone }, [
    icon(tone, tone === 'running' ? 'spin' : ''),
    h('div.grow', [
      h('div.row', [
        h('span.mono.name.grow', name),
        findings > 0 && h('span.chip.number', texts.count.findings(findings)),
        tool.started_at && logButton(name),
        h('span.number.muted.small.end', statusText(tool, tone, isInProgress)),
      ]),
      h('div.detail', [
        tone === 'running' && progressBar(value, name),
        message && h('p.small', messageProps(tone, message), message),
      ]),
      tool.runs?.length && earlierRuns(tool.runs),
    ]),
  ]);
}

/** @param {string} tone @param {string} message */
function messageProps(tone, message) {
  return tone === 'error' ? { class: 'problem' } : { class: 'muted', title: message };
}

/** @param {string} tool_name */
function logButton(tool_name) {
  const onclick = (/** @type {any} */ { currentTarget }) => {
    const options = { detail: { tool: tool_name }, bubbles: true, composed: true };
    currentTarget.dispatchEvent(new CustomEvent('wizard-tool-log', options));
  };
  const props = {
    'aria-label': texts.progress.logOf(tool_name),
    title: texts.progress.logLines,
    onclick,
  };
  return h('button.plain.icon.small.log', props, icon('list'));
}

/** @param {ToolRun} run */
function runMessage({ error_message: message, error_code: code, result_summary: summary }) {
  if (!message) return summary;
  return code ? texts.progress.messageAndCode(message, code) : message;
}

/** @param {ToolRun[]} runs */
function earlierRuns(runs) {
  return h('details.small', [
    h('summary', texts.progress.earlierRuns(runs.length)),
    h('ol', runs.map(earlierRun)),
  ]);
}

/** @param {ToolRun} run */
function earlierRun(run) {
  const parts = [statusLabel(run.status), duration(run.duration_ms), runMessage(run)];
  return h('li.muted', list(/** @type {string[]} */ (parts.filter(Boolean))));
}

/** @param {ToolExecution} tool @param {string} tone @param {boolean} isInProgress */
function statusText(tool, tone, isInProgress) {
  if (tone === 'running') return percent(tool.percent_complete);
  if (tone === 'done') return duration(tool.duration_ms);
  return tone === 'pending' && !isInProgress ? texts.progress.notRun : statusLabel(tool.status);
}
