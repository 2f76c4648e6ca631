// SPDX-License-Identifier: Apache-2.0
import "./style.css";
import { render, type ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { link, session } from "./api";
import { book, bookAge, keepBook } from "./book";
import { kept, useCell, useNow } from "./cell";
import { Charts } from "./charts";
import { Desk } from "./desk";
import { Flatten } from "./flatten";
import { age, count } from "./format";
import { Halt } from "./halt";
import { Log } from "./log";
import { go, href, place } from "./place";
import { Ending, Logo, SignInAgain, SignInPage, keepApart, keepSession, signOut, whoAmI } from "./signin";
import { Dialog, Mark, Switch } from "./ui";

const VIEWS: readonly { view: string; name: string; key: string; show: ComponentType }[] = [
  { view: "desk", name: "Desk", key: "d", show: Desk },
  { view: "flatten", name: "Flatten", key: "f", show: Flatten },
  { view: "halt", name: "Halt", key: "h", show: Halt },
  { view: "log", name: "Log", key: "l", show: Log },
  { view: "charts", name: "Charts", key: "c", show: Charts },
];

const keysOn = kept("unwind.keys", true, localStorage);
const theme = kept<"auto" | "light" | "dark">("unwind.theme", "auto", localStorage);
const THEMES = ["auto", "light", "dark"] as const;

function dress(): void {
  document.documentElement.dataset.theme = theme.get();
}
theme.follow(dress);
dress();

/** How old what is shown is; said aloud once it is old. */
function Age() {
  const now = useNow(1000);
  const { up, since } = useCell(link);
  const old = bookAge(now);
  if (!up) {
    return (
      <span class="age bad">
        <Mark tone="bad" /> Not connected for {age(now - since)}
      </span>
    );
  }
  const stale = old !== null && old > 5000;
  return (
    <span class={stale ? "age warn" : "age"}>
      <Mark tone={stale ? "warn" : "good"} />
      {old === null ? "Loading" : stale ? `${age(old)} old` : "Live"}
      {old !== null && !stale && <span class="quiet"> · {age(old)}</span>}
    </span>
  );
}

function Lost() {
  const { up, since } = useCell(link);
  const now = useNow(1000);
  return up ? null : (
    <div class="lost" role="alert">
      <Mark tone="bad" />
      <strong>The server does not answer</strong>
      <span>
        since {age(now - since)}. What is shown may be old. Accepted liquidations are safe in the ledger; this page tries
        again by itself and goes on where it was.
      </span>
    </div>
  );
}

function Keys({ onDismiss }: { onDismiss: () => void }) {
  const on = useCell(keysOn);
  return (
    <Dialog title="Keyboard" onDismiss={onDismiss}>
      <dl class="keys">
        {VIEWS.map((view) => (
          <div key={view.view}>
            <dt>
              <kbd>g</kbd> <kbd>{view.key}</kbd>
            </dt>
            <dd>{view.name}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>/</kbd>
          </dt>
          <dd>Search</dd>
        </div>
        <div>
          <dt>
            <kbd>↑</kbd> <kbd>↓</kbd> <kbd>Home</kbd> <kbd>End</kbd>
          </dt>
          <dd>Move in a table</dd>
        </div>
        <div>
          <dt>
            <kbd>Space</kbd>
          </dt>
          <dd>Choose a row</dd>
        </div>
        <div>
          <dt>
            <kbd>Enter</kbd>
          </dt>
          <dd>Open a row</dd>
        </div>
        <div>
          <dt>
            <kbd>Esc</kbd>
          </dt>
          <dd>Dismiss; it never trades</dd>
        </div>
        <div>
          <dt>
            <kbd>?</kbd>
          </dt>
          <dd>This list</dd>
        </div>
      </dl>
      <Switch label="Single keys are shortcuts" on={on} onChange={(next) => keysOn.set(next)} />
      <div class="actions">
        <button type="button" data-first onClick={onDismiss}>
          Close
        </button>
      </div>
    </Dialog>
  );
}

function useKeys(open: () => void): void {
  useEffect(() => {
    let led = 0;
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const writes = target.matches("input:not([type=checkbox]), textarea, select");
      if (!keysOn.get() || writes || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) {
        return;
      }
      if (event.key === "/") {
        const search = document.querySelector<HTMLInputElement>("[data-search]");
        if (search) {
          event.preventDefault();
          search.focus();
          search.select();
        }
      } else if (event.key === "?") {
        open();
      } else if (event.key === "g") {
        led = Date.now();
      } else if (Date.now() - led < 1500) {
        led = 0;
        const view = VIEWS.find((one) => one.key === event.key);
        if (view) {
          event.preventDefault();
          go(view.view);
        }
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

function Shell() {
  const who = useCell(session);
  const { view } = useCell(place);
  const { lines } = useCell(book);
  const dressed = useCell(theme);
  const [keys, setKeys] = useState(false);
  const main = useRef<HTMLElement>(null);
  const shown = VIEWS.find((one) => one.view === view) ?? VIEWS[0]!;
  useKeys(() => setKeys(true));
  useEffect(() => {
    document.title = `${shown.name} · Unwind`;
    main.current?.focus({ preventScroll: true });
  }, [shown.view]);
  const halted = lines.filter((line) => line.tradingState.state === "HALTED").length;
  const closing = lines.reduce((sum, line) => sum + line.positionsClosing, 0);
  const badges: Record<string, string> = {
    halt: halted > 0 ? `${count(halted)}` : "",
    flatten: closing > 0 ? `${count(closing)}` : "",
  };
  return (
    <div class="shell">
      <a class="skip" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        Skip to the content
      </a>
      <header class="top">
        <span class="brand">
          <Logo /> Unwind
        </span>
        <nav aria-label="Views">
          {VIEWS.map((one) => (
            <a key={one.view} href={href(one.view)} aria-current={one.view === shown.view ? "page" : undefined}>
              {one.name}
              {badges[one.view] && (
                <span class={`badge ${one.view}`}>
                  {badges[one.view]}
                  <span class="unseen">{one.view === "halt" ? " halted" : " closing"}</span>
                </span>
              )}
            </a>
          ))}
        </nav>
        <span class="fill" />
        <Age />
        <button
          type="button"
          class="plain"
          onClick={() => theme.set(THEMES[(THEMES.indexOf(dressed) + 1) % THEMES.length]!)}
          aria-label={`Colours: ${dressed}. Change`}
        >
          {dressed === "auto" ? "Auto" : dressed === "light" ? "Light" : "Dark"}
        </button>
        <button type="button" class="plain" onClick={() => setKeys(true)} aria-label="Keyboard shortcuts">
          ?
        </button>
        <span class="who" title={who?.roles.join(", ")}>
          {who?.name}
          <span class="quiet"> · {who?.roles.join(", ")}</span>
        </span>
        <button type="button" class="plain" onClick={() => void signOut()}>
          Sign out
        </button>
      </header>
      <div class="alerts">
        <Lost />
        <Ending />
      </div>
      <main id="main" ref={main} tabIndex={-1}>
        <shown.show />
      </main>
      {keys && <Keys onDismiss={() => setKeys(false)} />}
      {who === null && <SignInAgain />}
    </div>
  );
}

function App() {
  const who = useCell(session);
  const [entered, setEntered] = useState(false);
  useEffect(() => {
    if (who) {
      setEntered(true);
    }
  }, [who]);
  if (who || entered) {
    return <Shell />;
  }
  return who === null ? <SignInPage /> : <main class="signin" aria-busy="true" />;
}

keepApart();
void whoAmI();
keepSession();
keepBook();
render(<App />, document.getElementById("app")!);
