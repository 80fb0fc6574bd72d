/**
 * <wizard-overview> shows how the investigations of the last days went: by day and status, by risk,
 * their findings by severity, and the slowest tools.
 *
 * figures  as the API returns them; null while loading
 * problem  a sentence to show instead of the figures
 * Emits `wizard-overview-open` {query} with the filters of the history behind a figure.
 */

import { texts } from '../../texts/elements.js';
import { duration, humanize, statusLabel, statusTone } from '../display/format.js';
import { icon } from '../display/icons.js';
import { table } from '../display/table.js';
import { fromWallClock } from '../display/time.js';
import { define, elementWith, sheet } from '../element.js';
import { SEVERITIES } from '../results/findings.js';
import { h } from '../vdom.js';
import { dayChart, dayChartStyle } from './day-chart.js';

/**
 * @import { Overview as Figures, StatusCounts, ToolFigures } from '../../client/types/history.js'
 * @import { InvestigationStatus } from '../../client/types/state.js'
 *
 * @typedef {Record<string, string>} FilterMembers
 */

/** @type {InvestigationStatus[]} */
const STATUSES = ['COMPLETED', 'ERROR', 'IN_PROGRESS', 'CANCELLED'];

const style = sheet(`
:host { display: grid; gap: var(--wz-3); grid-template-columns: repeat(2, minmax(0, 1fr)); }
:host > .wide { grid-column: 1 / -1; }
.legend { display: flex; flex-wrap: wrap; gap: var(--wz-2); padding: var(--wz-2) var(--wz-4); }
.legend svg { color: var(--tone); }
.rows { padding: var(--wz-3) var(--wz-4); }
.rows .bar { --tone: var(--level, var(--wz-accent-fill)); }
button.link { text-decoration: underline; text-underline-offset: 2px; }
table { font-size: var(--wz-size-small); }
th, td { padding: 6px var(--wz-4); text-align: right; font-variant-numeric: tabular-nums; }
th:first-child { text-align: left; overflow-wrap: anywhere; }
@media (max-width: 720px) { :host { grid-template-columns: minmax(0, 1fr); } }
`);

export class Overview extends elementWith('wizard-overview', {
  figures: /** @type {Figures | null} */ (null),
  problem: /** @type {string | null} */ (null),
}) {
  static style = [style, dayChartStyle];

  view() {
    const { figures, problem } = this;
    if (problem) return emptyPanel('error', texts.overview.unavailable, problem);
    if (!figures) return h('div.panel.wide', { 'aria-busy': true }, h('div.skeleton'));
    const text = texts.overview.emptyText;
    if (!figures.total) return emptyPanel('list', texts.overview.empty, text);
    return [
      this.#days(figures),
      this.#risks(figures),
      severities(figures),
      toolPanel(figures.tools, figures.examined),
    ];
  }

  /** @param {Figures} figures */
  #days({ days, total, statuses, is_complete: isComplete }) {
    const note = isComplete ? '' : texts.overview.newestOfMore;
    const open = (/** @type {FilterMembers} */ members) => this.#open(members);
    return h('section.panel.wide', { 'aria-label': texts.overview.byDay }, [
      h('header', [
        h('h3.grow', texts.overview.byDayOfCreation),
        h('span.muted.small.number', `${texts.count.investigations(total)}${note}`),
      ]),
      dayChart(days),
      h(
        'div.legend',
        STATUSES.map((status) => legendButton(status, statuses, open)),
      ),
    ]);
  }

  /** @param {Figures} figures */
  #risks({ risk_levels: counts }) {
    const rows = /** @type {[string, number][]} */ (Object.entries(counts)).reverse();
    const most = Math.max(1, ...rows.map(([, count]) => count));
    const items = rows.map(([level, count]) => {
      const open = () => this.#open({ risk_level: level });
      const label = h('button.link', { disabled: !count, onclick: open }, humanize(level));
      return row(level, label, count, most);
    });
    return h('section.panel', { 'aria-label': texts.overview.risk }, [
      h(
        'header',
        h('h3.grow', texts.overview.risk),
        h('span.muted.small', texts.overview.riskNote),
      ),
      h('ul.bars.rows', items),
    ]);
  }

  /** Opens the history with filters, from the first day on. @param {FilterMembers} members */
  #open(members) {
    const first = this.figures?.days[0].date ?? '';
    const from = new Date(fromWallClock(`${first}T00:00`)).toISOString();
    this.emit('wizard-overview-open', { query: { ...members, from } });
  }
}

/**
 * @param {InvestigationStatus} status
 * @param {StatusCounts} counts
 * @param {(members: FilterMembers) => void} open
 */
function legendButton(status, counts, open) {
  const tone = statusTone(status);
  const props = { disabled: !counts[status], onclick: () => open({ status }) };
  return h('button.small', { class: tone, ...props }, [
    icon(tone),
    texts.overview.statusCount(statusLabel(status), counts[status]),
  ]);
}

/** @param {Figures} figures */
function severities({ severities: counts, examined }) {
  const names = [
    ...SEVERITIES,
    ...Object.keys(counts).filter((name) => !SEVERITIES.includes(name)),
  ];
  const shown = names.filter((name) => counts[name]);
  const most = Math.max(1, ...Object.values(counts));
  const items = shown.map((name) => row(name, h('span', humanize(name)), counts[name], most));
  return h('section.panel', { 'aria-label': texts.overview.findings }, [
    h('header', h('h3.grow', texts.overview.findingsBySeverity), newest(examined)),
    items.length ? h('ul.bars.rows', items) : h('p.body.muted', texts.overview.noFindings),
  ]);
}

/** @param {string} level @param {import('../vdom.js').VNode} label @param {number} count @param {number} most */
function row(level, label, count, most) {
  const bar = { style: { '--part': `${(100 * count) / most}%` }, 'aria-hidden': 'true' };
  return h('li', { key: level, class: level }, [
    label,
    h('div.bar', bar, h('i')),
    h('span.number', String(count)),
  ]);
}

/** @param {ToolFigures[]} tools @param {number} examined */
function toolPanel(tools, examined) {
  const rows = tools.map(({ tool_name: name, average_ms, longest_ms, runs, errors }) =>
    h('tr', { key: name }, [
      h('th', { scope: 'row' }, h('span.mono', name)),
      h('td', duration(average_ms)),
      h('td', duration(longest_ms)),
      h('td', String(runs)),
      h('td', String(errors)),
    ]),
  );
  const columns = [
    texts.overview.tool,
    texts.overview.average,
    texts.overview.longest,
    texts.overview.runs,
    texts.overview.errors,
  ];
  return h('section.panel.wide', { 'aria-label': texts.overview.tools }, [
    h('header', h('h3.grow', texts.overview.slowestTools), newest(examined)),
    rows.length ? table(columns, rows) : h('p.body.muted', texts.overview.noDurations),
  ]);
}

/** @param {number} examined */
function newest(examined) {
  return h('span.muted.small', texts.overview.ofNewest(examined));
}

/** @param {string} iconName @param {string} title @param {string} text */
function emptyPanel(iconName, title, text) {
  return h('section.panel.wide', h('div.empty', icon(iconName), h('h3', title), h('p', text)));
}

define(Overview);
