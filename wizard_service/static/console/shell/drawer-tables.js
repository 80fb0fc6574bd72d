/** Renders the two tables of the drawer: events as they arrive, and requests of this page. */

import { epochOf } from '../../client/feed/cursor.js';
import { duration } from '../../elements/display/format.js';
import { table } from '../../elements/display/table.js';
import { timeOfDay } from '../../elements/display/time.js';
import { shortTransportName, transportName } from '../../elements/display/transports.js';
import { h } from '../../elements/vdom.js';
import { LANGUAGES } from '../../lib/snippets.js';
import { texts } from '../../texts/console.js';

/**
 * @import { TransportName } from '../../client/feed/types.js'
 * @import { App } from '../app.js'
 * @import { FeedRow } from '../feed-log.js'
 * @import { RecordedRequest } from '../network.js'
 */

/** @param {App} app */
export function eventTable({ feed, openId, drawer, installation }) {
  if (!feed.rows.length) {
    const hint = texts.drawer.lastOnes(drawer.comparisonLabel);
    const text = openId ? hint : texts.drawer.openOne;
    return h('p.muted.none', text);
  }
  const compared = feed.isComparing ? installation.transports : null;
  const rows = feed.rows.map((row) => eventRow(row, compared));
  return [
    feed.problem && h('p.problem.none', feed.problem),
    h('table', h('thead', h('tr', eventHeadings(compared))), h('tbody', rows)),
  ];
}

/** @param {TransportName[] | null} compared */
function eventHeadings(compared) {
  const heading = (/** @type {string} */ text, className = '') =>
    h('th', { scope: 'col', class: className }, text);
  const arrival = [heading(texts.drawer.arrivedBy), heading(texts.drawer.after, 'number')];
  return [
    heading(texts.drawer.id),
    heading(texts.drawer.event),
    heading(texts.drawer.version, 'version'),
    heading(texts.drawer.by, 'by'),
    compared ? transportHeadings(compared) : arrival,
  ];
}

/** @param {TransportName[]} transports */
function transportHeadings(transports) {
  return transports.map((transport) =>
    h('th.number', { scope: 'col', 'aria-label': transportName(transport) }, [
      h('span.wide-only', transportName(transport)),
      h('span.narrow-only', shortTransportName(transport)),
    ]),
  );
}

/** @param {FeedRow} row @param {TransportName[] | null} compared */
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

/** @param {FeedRow} row @param {TransportName[]} compared */
function comparisonCells({ lagMs }, compared) {
  return compared.map((transport) => {
    const text = transport in lagMs ? duration(lagMs[transport]) : h('span.muted', '…');
    return h('td.number', text);
  });
}

/** @param {FeedRow} row */
function arrivalCells({ lagMs }) {
  const [transport, lag] = Object.entries(lagMs)[0];
  return [
    h('td', transportName(transport) || texts.drawer.anotherTab),
    h('td.number', duration(lag)),
  ];
}

/** @param {App} app */
export function requestTable(app) {
  const { requests } = app.network;
  if (!requests.length) {
    return h('p.muted.none', texts.drawer.noRequests);
  }
  const columns = [
    texts.drawer.time,
    texts.drawer.request,
    texts.drawer.answer,
    texts.drawer.took,
    texts.drawer.copyAs,
  ];
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
