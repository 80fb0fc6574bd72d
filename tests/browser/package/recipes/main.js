/** Shows the page of one recipe. The recipes themselves are the code in docs/frameworks.md. */

import { createApi } from '@wizard-service/client';

const pages = import.meta.glob('./pages/*.js');
const { token, id, recipe } = window.given;
const { show } = await pages[`./pages/${recipe}.js`]();
await show(document.getElementById('root'), createApi({ token: () => token }), id);
