/** Follows an investigation and prints the id of each event: node follower.mjs URL TOKEN ID CURSOR TIMEOUT_S */

import { createApi, follow } from '../../../wizard_service/static/client/index.js';

const [url, token, id, cursor, timeoutS] = process.argv.slice(2);
const baseUrl = `${url}/api/v1/wizard`;
const api = createApi({ baseUrl, token: () => token, timeoutMs: 1000 * Number(timeoutS) });
for await (const event of follow(api, id, { cursor, shared: false })) {
  if (event.id) process.stdout.write(`${event.id}\n`);
}
