/** Following a feed for ever, over reconnections and from one transport to the next. */

/**
 * @param {import('../api.js').WizardApi} api
 * @param {string | null} investigationId null: everything the caller owns
 * @param {import('./types.js').FollowOptions} [options]
 * @returns {import('./types.js').Following}
 */
export function follow(api, investigationId, options = {}) {
  throw new Error(`not written: ${api} ${investigationId} ${options}`);
}
