/** Renders findings by severity; each unfolds to its evidence. */

import { texts } from '../../texts/elements.js';
import { list } from '../../texts/language.js';
import { sheet } from '../display/base-style.js';
import { humanize, inlineValue } from '../display/format.js';
import { icon } from '../display/icons.js';
import { h } from '../vdom.js';

/** @import { Finding, JsonObject } from '../../client/types/state.js' */

export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'];

export const findingStyle = sheet(`
summary { display: grid; grid-template-columns: 64px minmax(0, 1fr) auto; align-items: baseline;
  gap: var(--wz-2); padding: 9px var(--wz-4) 9px 28px; }
summary .title { overflow-wrap: anywhere; }
.inside { padding: 0 var(--wz-4) var(--wz-4) 100px; display: grid; gap: var(--wz-2); }
.evidence { border: 1px solid var(--wz-border); border-radius: var(--wz-radius); overflow: hidden;
  background: var(--wz-canvas); }
.evidence li { padding: 4px var(--wz-3); }
.evidence .line { display: grid; grid-template-columns: 44px minmax(0, 1fr); gap: var(--wz-2);
  overflow-wrap: anywhere; }
.figures { display: flex; flex-wrap: wrap; gap: 2px var(--wz-4); font-size: var(--wz-size-small); }
.figures b { font-weight: 600; overflow-wrap: anywhere; }
@media (max-width: 900px) { .inside { padding-left: var(--wz-4); } }
@media (max-width: 560px) {
  summary { grid-template-columns: minmax(0, 1fr) auto; }
  summary .title { grid-column: 1 / -1; grid-row: 2; }
}
@media print { details::details-content { content-visibility: visible; block-size: auto; } }
`);

/**
 * @typedef {object} FindingLinks
 * @property {string | null} opened the key of the finding that is unfolded
 * @property {(key: string) => void} copy called to copy the link to a finding
 */

/** Identifies a finding among those of its investigation. @param {Finding} finding */
export function findingKey({ finding_id: id, title }) {
  return id ?? title;
}

/** @param {Finding[]} findings @param {FindingLinks | null} links null where findings have no links */
export function findingList(findings, links = null) {
  if (!findings.length) return h('p.body.muted', texts.results.noFindings);
  const sorted = findings.toSorted(
    (one, other) => rank(one) - rank(other) || other.confidence - one.confidence,
  );
  const items = sorted.map((finding) =>
    h('li', { key: findingKey(finding) }, findingView(finding, links)),
  );
  return h('ul.findings.lined', items);
}

/** @param {Finding} finding */
function rank({ severity }) {
  const index = SEVERITIES.indexOf(String(severity).toLowerCase());
  return index < 0 ? SEVERITIES.length : index;
}

/** @param {Finding} finding @param {FindingLinks | null} links */
function findingView(finding, links) {
  const { title, description, severity, confidence, evidence = [] } = finding;
  const key = findingKey(finding);
  return h('details', { class: severity, open: links?.opened === key, 'data-finding': key }, [
    h('summary.fold', [
      h('span.severity', humanize(severity)),
      h('span.grow.title', title),
      h('span.muted.small.number', texts.results.sure(Math.round(confidence * 100))),
    ]),
    h('div.inside', [
      h('p', description),
      evidence.length > 0 && evidenceView(evidence),
      links && h('p', linkButton(key, links)),
    ]),
  ]);
}

/** @param {string} key @param {FindingLinks} links */
function linkButton(key, { copy }) {
  return h('button.small', { onclick: () => copy(key) }, icon('copy'), texts.results.copyLink);
}

/** @param {JsonObject[]} evidence */
function evidenceView(evidence) {
  const count = texts.results.evidence(evidence.length);
  return [h('h4.small.muted', count), h('ul.evidence.lined', evidence.map(evidenceItem))];
}

/** A log line shows as one; every other item shows as names and values. @param {JsonObject} item */
function evidenceItem(item) {
  if ('line' in item) {
    // Evidence is of any shape: an object must become text, never a description of a node.
    const number = h('span.muted.number', inlineValue(item.line_number ?? ''));
    return h('li.line.mono', number, h('span', inlineValue(item.line)));
  }
  const figures = Object.entries(item).map(([name, value]) =>
    h('span', h('span.muted', humanize(name)), ' ', h('b.number', listText(value))),
  );
  return h('li.figures', figures);
}

/** @param {unknown} value */
function listText(value) {
  return Array.isArray(value) ? list(value.map(inlineValue)) : inlineValue(value);
}

/** Renders the findings that were reported so far. @param {Finding[]} findings */
export function findingPanel(findings) {
  if (!findings.length) return null;
  return h('section.panel', { 'aria-label': texts.results.findingsSoFar }, [
    h(
      'header',
      h('h3.grow', texts.results.findingsSoFar),
      h('span.muted.small.number', findings.length),
    ),
    findingList(findings),
  ]);
}
