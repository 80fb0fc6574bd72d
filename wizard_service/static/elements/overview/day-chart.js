/** Renders one bar for each day, with a part for each status. */

import { texts } from '../../texts/elements.js';
import { list } from '../../texts/language.js';
import { sheet } from '../display/base-style.js';
import { statusLabel, statusTone } from '../display/format.js';
import { dayOfYear } from '../display/time.js';
import { h } from '../vdom.js';

/**
 * @import { OverviewDay } from '../../client/types/history.js'
 * @import { InvestigationStatus } from '../../client/types/state.js'
 */

const WIDTH = 900;
const HEIGHT = 140;
/** From the foot of a bar to its top. @type {InvestigationStatus[]} */
const STACKED = ['COMPLETED', 'CANCELLED', 'IN_PROGRESS', 'ERROR'];

export const dayChartStyle = sheet(`
.days svg { display: block; width: calc(100% - 2 * var(--wz-4)); height: ${HEIGHT}px;
  margin: var(--wz-3) var(--wz-4) 0; border-bottom: 1px solid var(--wz-border-strong); }
.days rect { fill: var(--tone); } .days .day rect { fill: transparent; }
.days .day:hover rect { fill: var(--wz-hover); }
.days .scale { display: flex; justify-content: space-between; padding: 4px var(--wz-4); }
`);

/** @param {OverviewDay[]} days */
export function dayChart(days) {
  const most = Math.max(1, ...days.map(totalOf));
  const width = WIDTH / days.length;
  const busiest = days.find((day) => totalOf(day) === most);
  const peak = busiest ? texts.overview.busiest(most, dayText(busiest)) : '';
  const props = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img' };
  const label = list([texts.overview.ofDays(days.length), peak].filter(Boolean));
  return h('figure.days', [
    h(
      'svg',
      { ...props, 'aria-label': label },
      days.map((day, index) => bar(day, index, width, most)),
    ),
    h('figcaption.scale.muted.small.number', [
      h('span', dayText(days[0])),
      h('span', peak),
      h('span', dayText(days[days.length - 1])),
    ]),
  ]);
}

/** @param {OverviewDay} day @param {number} index @param {number} width @param {number} most */
function bar(day, index, width, most) {
  const x = (index * width).toFixed(2);
  const size = { x, width: Math.max(1, width - 2).toFixed(2) };
  let top = HEIGHT;
  const parts = STACKED.map((status) => {
    const height = (day.statuses[status] / most) * (HEIGHT - 8);
    top -= height;
    const place = { y: top.toFixed(2), height: height.toFixed(2) };
    return h('rect', { class: statusTone(status), ...size, ...place });
  });
  const whole = h('g.day', h('rect', { ...size, y: 0, height: HEIGHT }));
  return h('g', h('title', titleOf(day)), whole, parts);
}

/** @param {OverviewDay} day */
function titleOf(day) {
  const parts = STACKED.filter((status) => day.statuses[status]).map((status) =>
    texts.overview.withStatus(day.statuses[status], statusLabel(status)),
  );
  return texts.overview.onDay(dayText(day), list(parts) || texts.format.none);
}

/** @param {OverviewDay} day */
function totalOf({ statuses }) {
  return STACKED.reduce((sum, status) => sum + statuses[status], 0);
}

/** @param {OverviewDay} day */
function dayText({ date }) {
  return dayOfYear(date);
}
