/** Renders the agents that have reported. */

import { texts } from '../../texts/elements.js';
import { number } from '../../texts/language.js';
import { percent, statusLabel, statusTone } from '../display/format.js';
import { icon } from '../display/icons.js';
import { h } from '../vdom.js';
import { progressBar } from './overall.js';

/** @import { AgentStatus } from '../../client/types/state.js' */

/** @param {AgentStatus[]} agents */
export function agentList(agents) {
  const count = h('span.muted.small.number', number(agents.length));
  return h('section.panel.work.agents', [
    h('header', h('h3.grow', texts.progress.agents), count),
    agents.length
      ? h('ul.lined', agents.map(agentView))
      : h('p.muted.body', texts.progress.noAgents),
  ]);
}

/** @param {AgentStatus} agent */
function agentView({ agent_name: name, status, progress: reported }) {
  const tone = statusTone(status);
  const progress = tone === 'done' ? 100 : reported;
  return h('li', { key: name, class: tone }, [
    icon(tone, tone === 'running' ? 'spin' : ''),
    h('div.grow', [
      h('div.row', [
        h('span.truncate.grow', name, h('span.hidden-text', `, ${statusLabel(status)}`)),
        h('span.number.muted.small', percent(progress)),
      ]),
      progressBar(progress, name),
    ]),
  ]);
}
