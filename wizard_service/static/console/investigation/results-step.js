/** Renders the third step: the results, to be copied, printed or repeated. */

import { icon } from '../../elements/display/icons.js';
import { h } from '../../elements/vdom.js';
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
        h('button.small', { onclick: () => actions.copyResults() }, icon('copy'), 'Copy'),
        h('button.small', print, icon('print'), 'Print'),
        h('button.small', create, icon('plus'), 'New with these settings'),
      ]),
      h('section.panel.empty', { slot: 'waiting' }, [
        h('h2', 'No results'),
        h('p', 'The executor has not stored any.'),
        h('button', create, 'New with these settings'),
      ]),
    ]),
  ]);
}

/** @param {InvestigationPage} page */
function findingLinks({ app, id }) {
  const copy = (/** @type {string} */ finding) => {
    const search = new URLSearchParams({ finding });
    const path = `${pathTo('investigation', id, 'results')}?${search}`;
    return app.copy(`${location.origin}${location.pathname}${path}`, 'Copied the link');
  };
  return {
    finding: app.route.query?.finding ?? null,
    'onwizard-finding-link': (/** @type {any} */ { detail }) => copy(detail.finding),
  };
}

/** @param {InvestigationPage} page @param {WizardState} state */
function errorBanner({ actions, access }, state) {
  const text = 'The investigation ended with an error; these results may lack something. ';
  return h('div.banner.error', [
    icon('error'),
    h('p.grow', h('b', text), failureReason(state.progress)),
    access.mayEdit(state) &&
      h('div.row', [
        h('button.small', { onclick: () => actions.retry() }, 'Retry'),
        h('button.small', { onclick: () => actions.cancel() }, 'Cancel'),
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
    `- [${severity}] ${title} (${Math.round(confidence * 100)} % sure)`,
    `  ${description}`,
  ]);
  return [
    settings?.name ?? id,
    `Risk ${risk.overall_score} of 100, ${risk.risk_level}`,
    '',
    ...lines,
    '',
    `${location.origin}${location.pathname}#/i/${id}`,
  ].join('\n');
}
