// Reports numbered log lines with the JavaScript client, which repeats each until it is stored.
// Arguments: address of the client's module, base URL, token, investigation, number of lines.

const [module, baseUrl, token, investigationId, lines] = process.argv.slice(2);
const { createApi } = await import(module);

const backoff = { attempts: 500, baseMs: 100, capMs: 500 };
const api = createApi({ baseUrl, token: async () => token, backoff });
for (let number = 0; number < Number(lines); number += 1) {
  const data = { lines: [{ message: `javascript ${number}` }] };
  await api.events(investigationId, [{ event_type: 'log_appended', data }]);
  process.stdout.write(`${number}\n`);
}
