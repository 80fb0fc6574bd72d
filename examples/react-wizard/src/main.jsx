/** Logs in with a token and shows the page that the fragment of the address names. */

import { StrictMode, useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { createApi } from '@wizard-service/client';
import { defineElements } from '@wizard-service/client/elements';
import { WizardProvider } from '@wizard-service/client/react';
import { Home } from './home.jsx';
import { Investigation } from './investigation.jsx';
import { useFragment } from './use-fragment.js';
import './page.css';

const TOKEN = 'react-wizard:token';

defineElements();

function App() {
  const [token, setToken] = useState(sessionStorage.getItem(TOKEN));
  const logIn = (given) => {
    sessionStorage.setItem(TOKEN, given);
    setToken(given);
  };
  return token ? <Pages token={token} /> : <Login onToken={logIn} />;
}

function Login({ onToken }) {
  const submit = (data) => onToken(data.get('token').trim());
  return (
    <form action={submit}>
      <label>
        Access token <input name="token" type="password" required />
      </label>
      <button>Log in</button>
    </form>
  );
}

function Pages({ token }) {
  const api = useMemo(() => createApi({ token: () => token }), [token]);
  const id = useFragment();
  return (
    <WizardProvider api={api}>{id ? <Investigation key={id} id={id} /> : <Home />}</WizardProvider>
  );
}

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
