/** Renders why an investigation has failed, and what its executor advises. */

import { humanize } from '../../elements/display/format.js';
import { h } from '../../elements/vdom.js';

/** @import { InvestigationProgress } from '../../client/types/state.js' */

/** @param {InvestigationProgress | null} progress */
export function failureReason(progress) {
  const error = progress?.error;
  if (!error) return 'The executor has not reported a reason.';
  const { error_message, error_type, error_code, recovery_action } = error;
  const kind = [humanize(error_type), error_code && `code ${error_code}`].filter(Boolean);
  return [
    error_message,
    h('span.muted.small', ` ${kind.join(', ')}`),
    recovery_action && h('span.advice', h('b', 'What to do: '), recovery_action),
  ];
}
