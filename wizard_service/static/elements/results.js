/**
 * <wizard-results> shows the outcome of an investigation: risk, categories, findings with their
 * evidence, and how long phases and tools took.
 *
 * state    {status, results, progress, settings}
 * finding  the id of the finding that is unfolded at first, or its title where it has none
 * Emits `wizard-finding-link` {finding} when the user wants the link to one.
 * Slot `actions` takes buttons of the page; slot `waiting` replaces missing results. Text repeats
 * everything that colour expresses.
 */

import { texts } from '../texts/elements.js';
import { number } from '../texts/language.js';
import { duration, elapsedMs, humanize } from './display/format.js';
import { dateTime } from './display/time.js';
import { define, elementWith, sheet } from './element.js';
import { charts, chartStyle } from './results/charts.js';
import { entityTable, entityTableStyle } from './results/entity-table.js';
import { findingList, findingStyle } from './results/findings.js';
import { gauge, gaugeStyle } from './results/gauge.js';
import { timeline, timelineStyle } from './results/timeline.js';
import { h } from './vdom.js';

/**
 * @import { Finding, InvestigationResults, WizardState } from '../client/types/state.js'
 * @import { Child } from './vdom.js'
 */

const WEB_ADDRESS = /^(https?:\/\/|\/(?![/\\]))/i;

const style = sheet(`
:host { display: grid; gap: var(--wz-3);
  grid-template-columns: minmax(260px, 320px) minmax(0, 1fr); align-items: start; }
:host > *, .charts, .timeline, section { grid-column: 1 / -1; min-width: 0; }
section.risk { grid-column: 1; padding: var(--wz-4); display: grid; gap: var(--wz-4); }
section.found { grid-column: 2; }

.categories h3 { margin-bottom: var(--wz-2); }
.facts { display: grid; grid-template-columns: auto 1fr; gap: 4px var(--wz-4);
  border-top: 1px solid var(--wz-border); padding-top: var(--wz-3);
  font-size: var(--wz-size-small); }
.facts > div { display: contents; }
.facts dt { color: var(--wz-muted); } .facts dd { text-align: right; }
.filter { gap: 4px; flex-wrap: wrap; }
.scale { display: flex; justify-content: space-between; padding: 4px var(--wz-4) var(--wz-2); }
@media (max-width: 900px) {
  :host { grid-template-columns: minmax(0, 1fr); }
  section.risk, section.found { grid-column: 1; }
}
@media print { .filter, slot[name="actions"] { display: none; } }
`);

export class Results extends elementWith('wizard-results', {
  state: /** @type {WizardState | null} */ (null),
  finding: /** @type {string | null} */ (null),
}) {
  static style = [style, gaugeStyle, findingStyle, chartStyle, entityTableStyle, timelineStyle];

  /** The severity of the findings that show, empty for all. */
  #severity = '';
  /** The finding that has been scrolled to. @type {string | null} */
  #shown = null;

  view() {
    const { state } = this;
    if (!state?.results) return noResults();
    return [
      riskPanel(state, state.results),
      this.#findings(state.results.findings ?? []),
      charts(state.results.visualizations),
      entityTable(state.results.entity_summaries),
      timeline(state),
    ];
  }

  /** Shows the finding that the address names, once it is there. */
  rendered() {
    if (!this.finding || this.finding === this.#shown) return;
    const unfolded = this.root.querySelector(`[data-finding="${CSS.escape(this.finding)}"]`);
    if (!unfolded) return;
    this.#shown = this.finding;
    unfolded.scrollIntoView({ block: 'center' });
    unfolded.querySelector('summary')?.focus();
  }

  /** @param {Finding[]} findings */
  #findings(findings) {
    return h('section.panel.found', [
      h('header', h('h3.grow', texts.count.findings(findings.length)), this.#filter(findings)),
      findingList(this.#filtered(findings), {
        opened: this.finding,
        copy: (finding) => this.emit('wizard-finding-link', { finding }),
      }),
    ]);
  }

  /** Applies the selected severity as long as a finding has it. @param {Finding[]} findings */
  #filtered(findings) {
    const selected = findings.filter((finding) => finding.severity === this.#severity);
    return selected.length ? selected : findings;
  }

  /** @param {Finding[]} findings */
  #filter(findings) {
    const severities = [...new Set(findings.map((finding) => finding.severity))];
    if (severities.length < 2) return null;
    const props = { role: 'group', 'aria-label': texts.results.severity };
    const choices = ['', ...severities].map((severity) => this.#choice(severity));
    return h('div.row.filter', props, choices);
  }

  /** @param {string} severity */
  #choice(severity) {
    const select = () => {
      this.#severity = severity;
      this.update();
    };
    const props = { 'aria-pressed': this.#severity === severity, onclick: select };
    return h('button.small', props, severity ? humanize(severity) : texts.results.allSeverities);
  }
}

function noResults() {
  return h('slot', { name: 'waiting' }, h('div.empty', h('h3', texts.results.empty)));
}

/** @param {WizardState} state @param {InvestigationResults} results */
function riskPanel({ settings, progress }, results) {
  const { risk_score: risk, findings = [], completed_at: end, report_url: address } = results;
  const start = progress?.started_at;
  return h('section.panel.risk', { 'aria-label': texts.results.risk }, [
    gauge(risk.overall_score, risk.risk_level),
    categories(risk.category_scores),
    h('dl.facts', [
      fact(texts.results.findings, number(findings.length)),
      fact(texts.results.entities, number(settings?.entities?.length ?? 0)),
      fact(texts.results.completed, dateTime(end)),
      start && fact(texts.results.took, duration(elapsedMs(start, end))),
      report(address),
    ]),
    h('slot', { name: 'actions' }),
  ]);
}

/** @param {Record<string, number>} scores */
function categories(scores = {}) {
  const sorted = Object.entries(scores).sort(([, one], [, other]) => other - one);
  const rows = sorted.map(([name, score]) => {
    const bar = { style: { '--part': `${Math.min(100, score)}%` }, 'aria-hidden': 'true' };
    return h('li', { key: name }, [
      h('span.truncate', humanize(name)),
      h('div.bar', bar, h('i')),
      h('span.number', number(Math.round(score))),
    ]);
  });
  return h('div.categories', h('h3', texts.results.byCategory), h('ul.bars', rows));
}

/** Links what the executor has written, where it is an address of the web. @param {string} [address] */
function report(address = '') {
  if (!WEB_ADDRESS.test(address)) return null;
  const props = { href: address, target: '_blank', rel: 'noopener noreferrer' };
  return fact(texts.results.report, h('a', props, texts.results.openReport));
}

/** @param {string} name @param {Child} value */
function fact(name, value) {
  return h('div', h('dt', name), h('dd.number', value));
}

define(Results);
