// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";
import { Problem, call, session, sleep, words, type Session } from "./api";
import { useCell, useNow } from "./cell";
import { age } from "./format";
import { Dialog, Field, Notice } from "./ui";

/** Asks who one is; until there is an answer nobody is. */
export async function whoAmI(): Promise<void> {
  while (session.get() === undefined) {
    try {
      session.set((await call<Session>("GET", "/session")).value);
    } catch (failure) {
      if (!(failure instanceof Problem && failure.status === 401)) {
        await sleep(1000);
      }
    }
  }
}

export async function signOut(): Promise<void> {
  try {
    await call("DELETE", "/session");
  } finally {
    sessionStorage.clear();
    location.reload();
  }
}

/** Somebody else who signs in starts afresh: nothing that was chosen, shown or begun is theirs. */
export function keepApart(): void {
  let first: string | null = null;
  session.follow(() => {
    const name = session.get()?.name ?? null;
    if (name !== null && first !== null && name !== first) {
      sessionStorage.clear();
      location.reload();
    }
    first = name ?? first;
  });
}

const RENEW_EVERY = 60_000;

/** A session goes on while somebody is there, and ends by itself where nobody is. */
export function keepSession(): void {
  let active = false;
  for (const sign of ["pointerdown", "keydown", "wheel"]) {
    addEventListener(sign, () => (active = true), { passive: true });
  }
  setInterval(async () => {
    if (active && session.get()) {
      active = false;
      try {
        session.set((await call<Session>("PUT", "/session")).value);
      } catch {
        // A lost server is told of elsewhere; an ended session has set itself.
      }
    }
  }, RENEW_EVERY);
}

function Form() {
  const [name, setName] = useState("");
  const [secret, setSecret] = useState("");
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState("");

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) {
      return;
    }
    setBusy(true);
    setRefusal("");
    try {
      session.set((await call<Session>("POST", "/sign-in", { name, secret })).value);
    } catch (failure) {
      setRefusal(
        failure instanceof Problem && failure.retryAfter !== null
          ? `Too many sign-ins have failed. Wait ${age(failure.retryAfter * 1000)}.`
          : words(failure),
      );
      setSecret("");
    }
    setBusy(false);
  };

  return (
    <form class="signin-form" onSubmit={submit}>
      <Field label="Name or key id">
        {(id) => (
          <input
            id={id}
            name="username"
            type="text"
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            required
            data-first
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        )}
      </Field>
      <Field label="Password, token or key secret">
        {(id) => (
          <input
            id={id}
            name="password"
            type="password"
            autocomplete="current-password"
            required
            value={secret}
            onInput={(event) => setSecret(event.currentTarget.value)}
          />
        )}
      </Field>
      <div class="signin-refusal">
        {refusal && (
          <Notice tone="bad" urgent>
            {refusal}
          </Notice>
        )}
      </div>
      <button class="primary" disabled={busy}>
        {busy ? "Signing in…" : "Sign in"}
      </button>
    </form>
  );
}

export function SignInPage() {
  return (
    <main class="signin">
      <div class="signin-card">
        <Logo />
        <h1>Unwind</h1>
        <p class="lead">Closes positions: never more than the holding, never twice, never silent.</p>
        <Form />
      </div>
    </main>
  );
}

/** Over what one was at, which stays as it is. */
export function SignInAgain() {
  return (
    <Dialog title="The session has ended" held onDismiss={() => undefined}>
      <p>Sign in again to go on where you were. Liquidations that were accepted go on by themselves.</p>
      <Form />
    </Dialog>
  );
}

export function Ending() {
  const who = useCell(session);
  const now = useNow(5000);
  const [shown, setShown] = useState(false);
  const left = who?.expiresAt ? Date.parse(who.expiresAt) - now : Infinity;
  useEffect(() => setShown(left < 120_000 && left > 0), [left]);
  return shown ? (
    <Notice tone="warn">
      The session ends in {age(left)}.{" "}
      <button type="button" class="link" onClick={async () => session.set((await call<Session>("PUT", "/session")).value)}>
        Stay signed in
      </button>
    </Notice>
  ) : null;
}

export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
      <path class="logo-arc" d="M7 7v9a9 9 0 0 0 18 0V7" />
      <path class="logo-flat" d="M4.5 28.5h23" />
    </svg>
  );
}
