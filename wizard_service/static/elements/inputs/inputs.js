/**
 * <wizard-inputs> shows what an executor asks, a card with a form for each open question, and the
 * questions that are closed.
 *
 * inputs    {request_id, prompt, kind, options?, schema?, status, answer?, ...}[] as the API
 *           returns them
 * editable  whether the user may answer
 * Emits `wizard-answer` {requestId, answer}.
 */

import { texts } from '../../texts/elements.js';
import { list } from '../../texts/language.js';
import { humanize, inlineValue } from '../display/format.js';
import { icon } from '../display/icons.js';
import { relativeTime } from '../display/time.js';
import { define, elementWith, sheet } from '../element.js';
import { h } from '../vdom.js';
import { answerForm, answerFormStyle } from './answer-form.js';

/** @import { InputRequest } from '../../client/types/state.js' */

const style = sheet(`
:host { display: grid; gap: var(--wz-3); }
.question { border-left: 3px solid var(--wz-warning); }
.question .body { display: grid; gap: var(--wz-3); }
.prompt { font-weight: 600; overflow-wrap: anywhere; white-space: pre-wrap; }
.closed li { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
  gap: 2px var(--wz-3); padding: var(--wz-2) var(--wz-4); overflow-wrap: anywhere; }
.closed .prompt { font-weight: 400; }
.closed b { font-weight: 600; }
@media (min-width: 561px) { .closed .who { text-align: right; } }
@media (max-width: 560px) { .closed li { grid-template-columns: minmax(0, 1fr); } }
`);

export class Inputs extends elementWith('wizard-inputs', {
  inputs: /** @type {InputRequest[]} */ ([]),
  editable: false,
}) {
  static style = [style, answerFormStyle];

  view() {
    const open = this.inputs.filter(({ status }) => status === 'OPEN');
    const closed = this.inputs.filter(({ status }) => status !== 'OPEN');
    return [
      open.map((asked) => this.#question(asked)),
      closed.length > 0 && closedList(closed.toReversed()),
    ];
  }

  /** @param {InputRequest} asked */
  #question(asked) {
    const id = asked.request_id;
    const give = (/** @type {unknown} */ answer) =>
      this.emit('wizard-answer', { requestId: id, answer });
    const labelled = { key: id, 'aria-labelledby': `prompt-${id}` };
    return h('section.panel.question', labelled, [
      h('header', [
        icon('person'),
        h('h3.grow', texts.inputs.needed),
        h('span.muted.small', askedAt(asked)),
      ]),
      h('div.body', [
        h('p.prompt', { id: `prompt-${id}` }, asked.prompt),
        this.editable ? answerForm(asked, give) : h('p.muted.small', texts.inputs.readOnly),
      ]),
    ]);
  }
}

/** @param {InputRequest} asked */
function askedAt({ requested_at: requested, expires_at: expires }) {
  const asked = relativeTime(requested);
  if (!expires) return texts.inputs.asked(asked);
  return texts.inputs.askedUntil(asked, relativeTime(expires));
}

/** @param {InputRequest[]} inputs */
function closedList(inputs) {
  return h('section.panel.closed', { 'aria-label': texts.inputs.earlier }, [
    h('header', h('h3.grow', texts.inputs.earlier)),
    h('ul.lined', inputs.map(closedItem)),
  ]);
}

/** @param {InputRequest} closed */
function closedItem({ request_id: id, prompt, status, answer, answered_by: by, answered_at: at }) {
  const isAnswered = status === 'ANSWERED';
  return h('li', { key: id }, [
    h('span.prompt', prompt),
    h('span.muted.small.who', isAnswered ? `${by}, ${relativeTime(at)}` : ''),
    isAnswered ? h('b', answerText(answer)) : h('span.muted', humanize(status)),
  ]);
}

/** @param {unknown} answer */
function answerText(answer) {
  if (typeof answer === 'boolean') return answer ? texts.inputs.yes : texts.inputs.no;
  if (answer === null || typeof answer !== 'object') return inlineValue(answer);
  const parts = Object.entries(answer).map(([name, value]) => {
    return `${humanize(name)}: ${inlineValue(value)}`;
  });
  return list(parts);
}

define(Inputs);
