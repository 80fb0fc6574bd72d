/** Renders why an investigation has failed, and what its executor advises. */

import { humanize } from '../../elements/display/format.js';
import { h } from '../../elements/vdom.js';
import { texts } from '../../texts/console.js';

/** @import { InvestigationProgress } from '../../client/types/state.js' */

/** @param {InvestigationProgress | null} progress */
export function failureReason(progress) {
  const error = progress?.error;
  if (!error) return texts.investigation.noReason;
  const { error_message, error_type, error_code, recovery_action } = error;
  const kind = [
    humanize(error_type),
    error_code && texts.investigation.errorCode(error_code),
  ].filter(Boolean);
  return [
    error_message,
    h('span.muted.small', ` ${kind.join(', ')}`),
    recovery_action && h('span.advice', h('b', texts.investigation.whatToDo), recovery_action),
  ];
}
