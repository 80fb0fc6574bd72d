/** Renders the third step: the results, to be copied, printed or repeated. */

import { icon } from '../../elements/display/icons.js';
import { h } from '../../elements/vdom.js';
import { texts } from '../../texts/console.js';
import { pathTo } from '../router.js';
import { failureReason } from './failure.js';

/**
 * @import { InvestigationResults, WizardState } from '../../client/types/state.js'
 * @import { InvestigationPage } from '../pages/investigation-page.js'
 */

/** @param {InvestigationPage} page @param {WizardState} state */
export function resultsStep(page, state) {
  const { actions } = page;
  const create = { onclick: () => actions.createFromSettings() };
  const print = { onclick: () => window.print() };
  return h('div.results-view', [
    state.status === 'ERROR' && errorBanner(page, state),
    h('wizard-results', { state, ...findingLinks(page) }, [
      h('div.actions', { slot: 'actions' }, [
        h(
          'button.small',
          { onclick: () => actions.copyResults() },
          icon('copy'),
          texts.common.copy,
        ),
        h('button.small', print, icon('print'), texts.common.print),
        h('button.small', create, icon('plus'), texts.investigation.newWithSettings),
      ]),
      h('section.panel.empty', { slot: 'waiting' }, [
        h('h2', texts.investigation.noResults),
        h('p', texts.investigation.noResultsText),
        h('button', create, texts.investigation.newWithSettings),
      ]),
    ]),
  ]);
}

/** @param {InvestigationPage} page */
function findingLinks({ app, id }) {
  const copy = (/** @type {string} */ finding) => {
    const search = new URLSearchParams({ finding });
    const path = `${pathTo('investigation', id, 'results')}?${search}`;
    return app.copy(`${location.origin}${location.pathname}${path}`, texts.common.copiedLink);
  };
  return {
    finding: app.route.query?.finding ?? null,
    'onwizard-finding-link': (/** @type {any} */ { detail }) => copy(detail.finding),
  };
}

/** @param {InvestigationPage} page @param {WizardState} state */
function errorBanner({ actions, access }, state) {
  const text = texts.investigation.endedWithError;
  return h('div.banner.error', [
    icon('error'),
    h('p.grow', h('b', text), failureReason(state.progress)),
    access.mayEdit(state) &&
      h('div.row', [
        h('button.small', { onclick: () => actions.retry() }, texts.common.retry),
        h('button.small', { onclick: () => actions.cancel() }, texts.common.cancel),
      ]),
  ]);
}

/**
 * Formats results for a ticket or a mail.
 * @param {WizardState} state
 * @param {InvestigationResults} results
 */
export function resultsText({ settings, investigation_id: id }, { risk_score: risk, findings }) {
  const lines = findings.flatMap(({ severity, title, confidence, description }) => [
    texts.investigation.findingLine(severity, title, Math.round(confidence * 100)),
    `  ${description}`,
  ]);
  return [
    settings?.name ?? id,
    texts.investigation.riskLine(risk.overall_score, risk.risk_level),
    '',
    ...lines,
    '',
    `${location.origin}${location.pathname}#/i/${id}`,
  ].join('\n');
}
