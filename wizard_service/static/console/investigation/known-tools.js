/**
 * Lists the names that the settings form suggests: those that the executor in examples/
 * understands, and those of the investigation. The service accepts any name.
 */

/**
 * @import { InvestigationSettings } from '../../client/types/state.js'
 * @import { SuggestedTool } from '../../elements/settings.js'
 */

export const ENTITY_TYPES = [
  'ip_address',
  'user_id',
  'device_id',
  'account_id',
  'email',
  'host',
  'transaction_id',
];

/** @type {SuggestedTool[]} */
const TOOLS = [
  { tool_name: 'failed_logins_by_address', parameters: { min_attempts: 5 } },
  { tool_name: 'failed_logins_by_user', parameters: { min_attempts: 5 } },
  { tool_name: 'root_attempts' },
  { tool_name: 'invalid_user_enumeration', parameters: { min_names: 3 } },
  { tool_name: 'reverse_mapping_failures' },
  { tool_name: 'disconnects_before_auth', parameters: { min_disconnects: 3 } },
  { tool_name: 'bursts_over_time', parameters: { window_s: 60, min_attempts: 5 } },
  {
    tool_name: 'success_after_failures',
    parameters: { min_failures_of_address: 3, min_failures_of_user: 3 },
  },
];

/** @param {InvestigationSettings | null | undefined} settings @returns {SuggestedTool[]} */
export function knownTools(settings) {
  const names = new Set(TOOLS.map((tool) => tool.tool_name));
  const own = (settings?.tools ?? [])
    .filter((tool) => !names.has(tool.tool_name))
    .map(({ tool_name, parameters }) => (parameters ? { tool_name, parameters } : { tool_name }));
  return [...TOOLS, ...own];
}
