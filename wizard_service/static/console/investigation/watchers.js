/** Reads and renders who follows an investigation at the moment. */

import { icon } from '../../elements/display/icons.js';
import { relativeTime } from '../../elements/display/time.js';
import { transportName } from '../../elements/display/transports.js';
import { h } from '../../elements/vdom.js';
import { texts } from '../../texts/console.js';

/**
 * @import { Connection } from '../../client/types/feed.js'
 * @import { App } from '../app.js'
 */

/** Returns the clients that follow it, an empty list where they cannot be read. @param {App} app @param {string} id */
export async function readWatchers(app, id) {
  const list = await app.api.connections(id).catch(() => null);
  return list?.connections ?? [];
}

/** @param {App} app @param {Connection[]} watchers */
export function watcherList({ session }, watchers) {
  const others = watchers.filter(({ user_id: user }) => user !== session.user);
  if (!others.length) return h('p.muted', texts.watchers.none);
  const items = others.map(({ user_id: user, transport, client_id: client, since, follows }) =>
    h('li.row', { key: `${user} ${client} ${transport} ${since}` }, [
      icon('live'),
      h('span.grow.truncate', user),
      h('span.muted.small', watching(transport, follows, since)),
    ]),
  );
  return [
    h('h2', texts.watchers.title),
    h('ul.shares', { 'aria-label': texts.watchers.title }, items),
  ];
}

/** @param {string} transport @param {string} follows @param {string} since */
function watching(transport, follows, since) {
  const what = follows === 'everything' ? texts.watchers.ofList : texts.watchers.ofInvestigation;
  return texts.watchers.watches(what, transportName(transport), relativeTime(since));
}
