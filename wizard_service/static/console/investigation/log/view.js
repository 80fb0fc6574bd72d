/** Renders the log of an investigation, and saves it as a file. */

import { asText } from '../../../elements/log/lines.js';
import { h } from '../../../elements/vdom.js';
import { saveFile } from '../../../lib/save-file.js';
import { texts } from '../../../texts/console.js';
import { plainLines } from './lines.js';

/**
 * @import { WizardState } from '../../../client/types/state.js'
 * @import { LogLine } from '../../../elements/log/lines.js'
 * @import { InvestigationPage } from '../../pages/investigation-page.js'
 */

/** @param {InvestigationPage} page @param {WizardState} state @param {LogLine[]} lines */
export function logView({ app, log, id }, { progress }, lines) {
  const isOfState = lines !== log.lines;
  const download = () =>
    app.attempt(async () => {
      const all = isOfState ? lines : await log.readAll();
      if (all) saveFile(`${id}.log`, asText(all));
    });
  return h('wizard-log', {
    slot: 'log',
    lines,
    older: isOfState ? 'none' : log.older,
    tool: progress?.tools_executed.find(({ tool_name: name }) => name === log.tool) ?? null,
    'onwizard-log-older': () => log.readOlder(),
    'onwizard-log-copy': (/** @type {CustomEvent} */ { detail }) =>
      app.copy(detail.text, texts.investigation.copiedLines),
    'onwizard-log-download': download,
    'onwizard-log-tool': () => log.chooseTool(null),
  });
}

/**
 * Returns the lines to show: those of the state where the feed has fewer.
 * @param {InvestigationPage} page
 * @param {WizardState} state
 */
export function linesIn({ log }, { progress }) {
  const isExpired = log.older === 'expired' || !log.isRead;
  if (!isExpired) return log.lines;
  const plain = plainLines(progress);
  return plain.length > log.lines.length ? plain : log.lines;
}
