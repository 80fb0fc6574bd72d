/** Renders the page with the state of an investigation: WIZARD_URL, WIZARD_TOKEN and the path /<id>. */

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { PassThrough } from 'node:stream';
import { createElement } from 'react';
import { renderToPipeableStream } from 'react-dom/server';
import { createApi } from '@wizard-service/client';
import '@wizard-service/client/elements';
import { App } from './app.js';

const { WIZARD_URL, WIZARD_TOKEN: token } = process.env;
const [head, tail] = readFileSync('dist/index.html', 'utf8').split('</main>');
const api = createApi({ baseUrl: `${WIZARD_URL}/api/v1/wizard`, token: () => token });

const server = createServer(async (request, response) => {
  const id = request.url.slice(1);
  const initial = await api.get(id);
  const given = JSON.stringify({ token, id, initial }).replaceAll('<', '\\u003c');
  response.write(head.replace('<main', `<script>window.given = ${given}</script><main`));
  const body = new PassThrough();
  body.pipe(response, { end: false });
  body.on('end', () => response.end(`</main>${tail}`));
  const { pipe } = renderToPipeableStream(createElement(App, { api, id, initial }), {
    onAllReady: () => pipe(body),
    onError: (error) => console.error(error),
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
