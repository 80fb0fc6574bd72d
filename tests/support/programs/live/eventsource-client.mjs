// Follows a stream with the package `eventsource`, which reconnects and resumes, until the last line.
// Arguments: folder of the package, address of the stream, token. Prints event ids and connections.

import { pathToFileURL } from 'node:url';

const [folder, address, token] = process.argv.slice(2);
const { EventSource } = await import(pathToFileURL(`${folder}/dist/index.js`).href);

const headers = { Authorization: `Bearer ${token}` };
const source = new EventSource(address, {
  fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, ...headers } }),
});
let opened = 0;
source.addEventListener('open', () => (opened += 1));
source.addEventListener('log_appended', (event) => {
  process.stdout.write(`${event.lastEventId}\n`);
  if (JSON.parse(event.data).data.lines[0].message !== 'last') return;
  process.stdout.write(`opened ${opened}\n`);
  source.close();
});
