/** Renders the page, or hydrates what the server has rendered. */

import { createElement } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { createApi } from '@wizard-service/client';
import { App } from './app.js';

const { token, id, initial } = window.given;
const root = document.getElementById('root');
const app = createElement(App, { api: createApi({ token: () => token }), id, initial });
if (root.firstChild) hydrateRoot(root, app);
else createRoot(root).render(app);
