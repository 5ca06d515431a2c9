import { useState } from "preact/hooks";
import { api } from "./state/api_client.ts";

/** What the page shows to somebody whom the server does not know yet: it takes a token. */
export function Login() {
  const [token, setToken] = useState("");
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const logIn = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    try {
      await api.logIn(token);
      // The address keeps what the reader wanted to see.
      location.reload();
    } catch (error) {
      setProblem((error as Error).message);
      setBusy(false);
    }
  };
  return (
    <main class="login">
      <form onSubmit={logIn}>
        <h1>KohakuBoard</h1>
        <label for="login-token">Your token</label>
        <input
          id="login-token"
          type="password"
          autocomplete="current-password"
          autofocus
          required
          value={token}
          onInput={({ currentTarget }) => setToken(currentTarget.value)}
          aria-describedby="login-help"
        />
        <button type="submit" class="button is-primary" disabled={isBusy}>Log in</button>
        <p role="alert" class={problem === undefined ? "" : "notice is-warning"}>{problem}</p>
        <p id="login-help" class="muted">
          It begins with <code>kobo_</code>. Whoever runs this server makes one for you with{" "}
          <code>kobo token create</code>.
        </p>
      </form>
    </main>
  );
}
