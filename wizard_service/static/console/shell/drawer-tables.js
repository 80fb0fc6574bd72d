/** Renders the two tables of the drawer: events as they arrive, and requests of this page. */

import { epochOf } from '../../client/feed/cursor.js';
import { duration } from '../../elements/display/format.js';
import { table } from '../../elements/display/table.js';
import { timeOfDay } from '../../elements/display/time.js';
import { transportName } from '../../elements/display/transports.js';
import { h } from '../../elements/vdom.js';
import { LANGUAGES } from '../../lib/snippets.js';

/**
 * @import { Transport } from '../../elements/display/transports.js'
 * @import { App } from '../app.js'
 * @import { FeedRow } from '../feed-log.js'
 * @import { RecordedRequest } from '../network.js'
 */

const NO_EVENTS = 'No event has arrived since this page was opened.';

/** @param {App} app */
export function eventTable({ feed, openId, drawer, installation }) {
  if (!feed.rows.length) {
    const hint = `${NO_EVENTS} ${drawer.comparisonLabel} shows the last ones, by every transport.`;
    const text = openId ? hint : 'Open an investigation to see its events arrive.';
    return h('p.muted.none', text);
  }
  const compared = feed.isComparing ? installation.transports : null;
  const rows = feed.rows.map((row) => eventRow(row, compared));
  return [
    feed.problem && h('p.problem.none', feed.problem),
    h('table', h('thead', h('tr', eventHeadings(compared))), h('tbody', rows)),
  ];
}

/** @param {Transport[] | null} compared */
function eventHeadings(compared) {
  const heading = (/** @type {string} */ text, className = '') =>
    h('th', { scope: 'col', class: className }, text);
  const arrival = [heading('Arrived by'), heading('After', 'number')];
  return [
    heading('Id'),
    heading('Event'),
    heading('Version', 'version'),
    heading('By', 'by'),
    compared ? transportHeadings(compared) : arrival,
  ];
}

/** @param {Transport[]} transports */
function transportHeadings(transports) {
  return transports.map(({ name, shortName }) =>
    h('th.number', { scope: 'col', 'aria-label': name }, [
      h('span.wide-only', name),
      h('span.narrow-only', shortName),
    ]),
  );
}

/** @param {FeedRow} row @param {Transport[] | null} compared */
function eventRow(row, compared) {
  const { id, offset, type, version, actor } = row;
  return h('tr', { key: id }, [
    h('td.mono', h('span.wide-only', `${epochOf(id)}-`), String(offset)),
    h('td.mono.truncate.type', type),
    h('td.number.version', `v${version}`),
    h('td.truncate.by', actor),
    compared ? comparisonCells(row, compared) : arrivalCells(row),
  ]);
}

/** @param {FeedRow} row @param {Transport[]} compared */
function comparisonCells({ lagMs }, compared) {
  return compared.map(({ transport }) => {
    const text = transport in lagMs ? duration(lagMs[transport]) : h('span.muted', '…');
    return h('td.number', text);
  });
}

/** @param {FeedRow} row */
function arrivalCells({ lagMs }) {
  const [transport, lag] = Object.entries(lagMs)[0];
  return [h('td', transportName(transport) || 'another tab'), h('td.number', duration(lag))];
}

/** @param {App} app */
export function requestTable(app) {
  const { requests } = app.network;
  if (!requests.length) {
    return h('p.muted.none', 'What you do here shows as requests, to be copied.');
  }
  const columns = ['Time', 'Request', 'Answer', 'Took', 'Copy as'];
  const rows = requests.map((request) => requestRow(app, request));
  return table(columns, rows);
}

/** @param {App} app @param {RecordedRequest} request */
function requestRow(app, request) {
  const { key, time, method, path, status, ms } = request;
  const buttons = LANGUAGES.map((language) => {
    const copy = () => app.copyAs(request, language);
    return h('button.small.plain', { onclick: copy }, language);
  });
  return h('tr', { key }, [
    h('td.number.muted', timeOfDay(time)),
    h('td.mono.truncate.path', h('b', method), ` ${path}`),
    h('td.number', { class: status < 400 ? '' : 'failed' }, String(status)),
    h('td.number', duration(ms)),
    h('td', h('div.row', buttons)),
  ]);
}
