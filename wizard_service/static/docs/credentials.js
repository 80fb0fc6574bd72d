/**
 * Supplies the credentials of this page: a token, which stays in its field, or a session cookie,
 * which the browser keeps.
 */

const OUTCOMES = { POST: 'Session begun.', DELETE: 'Session ended.' };

/** @returns {Record<string, string>} */
export function authorization() {
  const token = tokenField().value.trim();
  return token ? { Authorization: `Bearer ${token}` } : {};
}

/** Enables the buttons of the session. @param {string} basePath of the API */
export function offerSession(basePath) {
  const outcome = /** @type {HTMLOutputElement} */ (elementOf('credentials-outcome'));
  const send = async (/** @type {'POST' | 'DELETE'} */ method) => {
    outcome.value = await changeSession(`${basePath}/session`, method);
  };
  elementOf('begin-session').addEventListener('click', () => send('POST'));
  elementOf('end-session').addEventListener('click', () => send('DELETE'));
  elementOf('credentials').addEventListener('submit', (event) => event.preventDefault());
}

/** @param {string} url @param {'POST' | 'DELETE'} method @returns {Promise<string>} the outcome */
async function changeSession(url, method) {
  const response = await fetch(url, { method, headers: authorization() }).catch(() => null);
  if (!response) return 'The service does not answer.';
  if (!response.ok) return `Refused: ${response.status}`;
  tokenField().value = '';
  return OUTCOMES[method];
}

function tokenField() {
  return /** @type {HTMLInputElement} */ (elementOf('token'));
}

/** @param {string} id */
function elementOf(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
