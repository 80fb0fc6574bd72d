/** The token of this page, kept in its field only; or a session cookie, which the browser keeps. */

const field = () => document.getElementById("token");

/** @returns {Record<string, string>} */
export function authorization() {
  const token = field().value.trim();
  return token ? { Authorization: `Bearer ${token}` } : {};
}

/** @param {string} base path of the API */
export function offerSession(base) {
  const outcome = document.getElementById("credentials-outcome");
  const ask = async (method) => {
    const answer = await fetch(`${base}/session`, { method, headers: authorization() }).catch(() => null);
    if (!answer) return void (outcome.value = "The service does not answer.");
    outcome.value = answer.ok ? { POST: "Session begun.", DELETE: "Session ended." }[method] : `Refused: ${answer.status}`;
    if (answer.ok) field().value = "";
  };
  document.getElementById("begin-session").addEventListener("click", () => ask("POST"));
  document.getElementById("end-session").addEventListener("click", () => ask("DELETE"));
  document.getElementById("credentials").addEventListener("submit", (event) => event.preventDefault());
}
