/** Renders the risk from 0 to 100 as a half circle, with the number and its level in words. */

import { texts } from '../../texts/elements.js';
import { number } from '../../texts/language.js';
import { sheet } from '../display/base-style.js';
import { humanize } from '../display/format.js';
import { h } from '../vdom.js';

const RADIUS = 64;
const LENGTH = Math.PI * RADIUS;
const ARC = `M16 80a${RADIUS} ${RADIUS} 0 0 1 ${2 * RADIUS} 0`;

/** The colour is --level: base-style.js sets it by the risk level, theme.css has the colours. */
export const gaugeStyle = sheet(`
.gauge { display: grid; justify-items: center; }
.gauge svg { width: 200px; overflow: visible; }
.gauge path { fill: none; stroke-width: 12; stroke-linecap: butt; }
.gauge .track { stroke: var(--wz-raised); }
.gauge .value { stroke: var(--level); }
.gauge text { fill: var(--wz-text); text-anchor: middle; font: 600 34px/1 var(--wz-font);
  font-variant-numeric: tabular-nums; letter-spacing: -0.02em; }
.gauge .end { fill: var(--wz-muted); font: 400 10px/1 var(--wz-font); letter-spacing: 0; }
.gauge figcaption { margin-top: var(--wz-1); font-size: var(--wz-size); }
`);

/** @param {number} score @param {string} level */
export function gauge(score, level) {
  const length = (Math.min(100, Math.max(0, score)) / 100) * LENGTH;
  const rounded = number(Math.round(score));
  const dashes = `${length.toFixed(1)} ${LENGTH.toFixed(1)}`;
  const arc = h('svg', { viewBox: '0 0 160 92', 'aria-hidden': 'true' }, [
    h('path.track', { d: ARC }),
    h('path.value', { d: ARC, 'stroke-dasharray': dashes }),
    h('text.score', { x: 80, y: 74 }, rounded),
    h('text.end', { x: 12, y: 91 }, '0'),
    h('text.end', { x: 148, y: 91 }, '100'),
  ]);
  const label = texts.results.riskOf(Math.round(score), humanize(level));
  const name = texts.results.riskLevel(humanize(level));
  return h('figure.gauge', { class: level, role: 'img', 'aria-label': label }, [
    arc,
    h('figcaption.severity', name),
  ]);
}
