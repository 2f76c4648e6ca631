// SPDX-License-Identifier: Apache-2.0
import { useEffect, useMemo, useState } from "preact/hooks";
import { Problem, Unanswered, call, each, get, link, sentence, session, sleep, uniqueKey, words } from "./api";
import { book } from "./book";
import { kept, useCell, useNow } from "./cell";
import { age, count, date, lower, plural, time } from "./format";
import { AccountSearch, chooseAlso, turnChoice } from "./picker";
import { href, place } from "./place";
import { Chip, Choice, Dialog, Latch, Notice, Rows, Switch, Text, Tick, matcher, type Column } from "./ui";
import type { Act, ActEntry, DeskLine, LiftRequest, TradingState } from "./wire";

type Which = "all" | "trading" | "latched";
const chosen = kept<number[]>("unwind.halt.chosen", []);
const search = kept("unwind.halt.search", "");
const which = kept<Which>("unwind.halt.which", "all");

const COLUMNS = (picked: ReadonlySet<string | number>): Column<DeskLine>[] => [
  { key: "pick", label: "Chosen", width: "36px", cell: (line) => <Tick on={picked.has(line.accountId)} /> },
  { key: "name", label: "Account", width: "minmax(120px, 1.4fr)", cell: (line) => <span class="strong">{line.name}</span> },
  { key: "state", label: "State", width: "112px", cell: (line) => <Latch state={line.tradingState.state} /> },
  { key: "by", label: "By", width: "minmax(80px, .8fr)", cell: (line) => <span class="cut">{line.tradingState.state === "ACTIVE" ? "" : line.tradingState.by}</span> },
  { key: "reason", label: "Reason", width: "minmax(120px, 2fr)", cell: (line) => <span class="cut" title={line.tradingState.reason}>{line.tradingState.state === "ACTIVE" ? "" : line.tradingState.reason}</span> },
  { key: "at", label: "Since", width: "150px", cell: (line) => <span class="num quiet">{line.tradingState.state !== "ACTIVE" && line.tradingState.at ? `${date(line.tradingState.at)} ${time(line.tradingState.at)}` : ""}</span> },
];

const LISTED_MAX = 200;

interface Lifted {
  line: DeskLine;
  etag: string | null;
  state: TradingState["state"];
  outcome?: Outcome;
}

interface Outcome {
  done: boolean;
  asked?: boolean;
  text: string;
}

export function Halt() {
  const { lines, loaded } = useCell(book);
  const { about } = useCell(place);
  const who = useCell(session);
  const ids = useCell(chosen);
  const text = useCell(search);
  const show = useCell(which);
  const [asking, setAsking] = useState<"halt" | "everything" | "lift" | null>(null);
  const [act, setAct] = useState<Act | null>(null);
  const [lifted, setLifted] = useState<Lifted[]>([]);
  const picked = useMemo<ReadonlySet<string | number>>(() => new Set(ids), [ids]);
  const asked = about.get("accounts");
  useEffect(() => {
    if (asked !== null) {
      chosen.set(asked.split(",").map(Number).filter(Boolean));
    }
  }, [asked]);
  const fits = useMemo(() => {
    const matches = matcher(text);
    return lines.filter(
      (line) =>
        (show === "all" || (show === "latched") === (line.tradingState.state !== "ACTIVE")) &&
        matches(`${line.name} ${line.accountId} ${line.tradingState.state} ${line.tradingState.reason ?? ""}`),
    );
  }, [lines, text, show]);
  const some = lines.filter((line) => picked.has(line.accountId));
  const latched = some.filter((line) => line.tradingState.state !== "ACTIVE");
  const columns = useMemo(() => COLUMNS(picked), [picked]);
  const names = useMemo(() => new Map(lines.map((line) => [line.accountId, line.name])), [lines]);
  const dismiss = () => setAsking(null);

  if (who && !who.mayControl) {
    return <Notice tone="off">Halting accounts and lifting halts is for the roles risk and admin.</Notice>;
  }
  return (
    <div class="flatten">
      <div class="head">
        <h1>Halt</h1>
        <span class="quiet">A halted account admits liquidations and cancels, and nothing else, at every replica.</span>
        <span class="fill" />
        <button type="button" class="danger" disabled={lines.length === 0} onClick={() => setAsking("everything")}>
          Halt all {plural(lines.length, "account")}…
        </button>
      </div>
      <div class="halts">
        <section class="card" aria-label="Accounts to halt or lift">
          <div class="bar">
            <AccountSearch text={search} rows=".halts .rows" />
            <Choice
              label="Show"
              value={show}
              onChange={(next) => which.set(next)}
              options={[
                ["all", "All"],
                ["trading", "Active"],
                ["latched", "Halted or close only"],
              ]}
            />
            <span class="fill" />
            <button type="button" onClick={() => chooseAlso(chosen, ids, fits)}>
              Choose {count(fits.length)}
            </button>
            <button type="button" disabled={some.length === 0} onClick={() => chosen.set([])}>
              None
            </button>
          </div>
          <Rows
            label="Accounts"
            columns={columns}
            rows={fits}
            id={(line) => line.accountId}
            chosen={picked}
            onChoose={(line) =>
              turnChoice(chosen, line.accountId)
            }
            empty={loaded ? "No account fits." : "Loading…"}
          />
        </section>
        <div class="cards">
          <section class="card" aria-label="What to do">
            <header>
              <h2 role="presentation">{some.length === 0 ? "Nothing chosen" : `${plural(some.length, "account")} chosen`}</h2>
            </header>
            <div class="actions start">
              <button type="button" class="danger" disabled={some.length === 0} onClick={() => setAsking("halt")}>
                Halt {plural(some.length, "account")}…
              </button>
              <button type="button" disabled={latched.length === 0} onClick={() => setAsking("lift")}>
                Lift {plural(latched.length, "latch", "latches")}…
              </button>
            </div>
          </section>
          {act && <Decided act={act} />}
          {lifted.length > 0 && (
            <section class="card" aria-label="What was lifted">
              <header>
                <h2>
                  {count(lifted.filter((one) => one.outcome?.done).length)} of {plural(lifted.length, "latch", "latches")} lifted
                </h2>
              </header>
              <div role="status">
                <ul class="failures">
                  {lifted.slice(0, LISTED_MAX).map((one) => (
                    <li key={one.line.accountId}>
                      <strong>{one.line.name}</strong>
                      <span>{one.outcome?.text ?? "Asking…"}</span>
                      <Chip tone={one.outcome === undefined ? "busy" : one.outcome.done ? "good" : one.outcome.asked ? "warn" : "bad"}>
                        {one.outcome === undefined ? "Asking" : one.outcome.done ? "Active" : one.outcome.asked ? "Asked for" : "Not lifted"}
                      </Chip>
                    </li>
                  ))}
                </ul>
              </div>
              {lifted.length > LISTED_MAX && <p class="quiet">The first {count(LISTED_MAX)} are listed; the table tells the state of each.</p>}
            </section>
          )}
          <Waiting names={names} me={who?.name ?? ""} />
        </div>
      </div>
      {(asking === "halt" || asking === "everything") && (
        <Stop
          names={asking === "everything" ? null : some}
          number={asking === "everything" ? lines.length : some.length}
          onDismiss={dismiss}
          onDone={(done) => (setAct(done), dismiss())}
        />
      )}
      {asking === "lift" && <Lift lines={latched} onDismiss={dismiss} onTold={setLifted} />}
    </div>
  );
}

const LOOK_EVERY = 3000;

/** Liftings that one has asked for and another has to confirm. */
function Waiting({ names, me }: { names: Map<number, string>; me: string }) {
  const [lifts, setLifts] = useState<LiftRequest[]>([]);
  const [refusal, setRefusal] = useState("");
  const [again, setAgain] = useState(0);
  const now = useNow(1000);
  useEffect(() => {
    let here = true;
    const look = () =>
      get<{ lifts: LiftRequest[] }>("/lifts?status=pending&limit=1000").then(
        (page) => here && setLifts(page.lifts),
        () => undefined,
      );
    void look();
    const timer = setInterval(look, LOOK_EVERY);
    return () => {
      here = false;
      clearInterval(timer);
    };
  }, [again]);

  const decide = async (lift: LiftRequest, method: "POST" | "DELETE") => {
    setRefusal("");
    try {
      await call(method, method === "POST" ? `/lifts/${lift.id}/confirmation` : `/lifts/${lift.id}`);
    } catch (failure) {
      setRefusal(
        failure instanceof Problem && failure.status === 412
          ? `${names.get(lift.accountId) ?? lift.accountId} was latched anew since it was asked for: nothing was lifted.`
          : words(failure),
      );
    }
    setAgain((n) => n + 1);
  };

  if (lifts.length === 0 && refusal === "") {
    return null;
  }
  return (
    <section class="card" aria-label="Liftings that wait for a second person">
      <header>
        <h2>{plural(lifts.length, "lifting waits", "liftings wait")} for a second person</h2>
      </header>
      {refusal && (
        <Notice tone="bad" urgent>
          {refusal}
        </Notice>
      )}
      <ul class="failures">
        {lifts.map((lift) => (
          <li key={lift.id}>
            <div>
              <strong>{names.get(lift.accountId) ?? lift.accountId}</strong>
              <div class="quiet">for {age(Date.parse(lift.expiresAt) - now)} more</div>
            </div>
            <div>
              {lift.actor} asks for {lower(lift.state)}: {lift.reason}
              <div class="quiet">
                {lower(lift.lifts.state)} by {lift.lifts.by}: {lift.lifts.reason}
              </div>
            </div>
            <div class="actions">
              <button type="button" onClick={() => void decide(lift, "DELETE")}>
                {lift.actor === me ? "Take back" : "Refuse"}
              </button>
              {lift.actor !== me && (
                <button type="button" class="primary" onClick={() => void decide(lift, "POST")}>
                  Confirm
                </button>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Sent under one key until there is an answer, so that it is done once. */
async function halt(body: unknown, key: string): Promise<Act> {
  for (let tries = 0; ; tries++) {
    try {
      return (await call<Act>("POST", "/halts", body, { "Idempotency-Key": key })).value;
    } catch (failure) {
      const again = failure instanceof Unanswered || (failure instanceof Problem && failure.status >= 500);
      if (!again || tries > 60) {
        throw failure;
      }
      do {
        await sleep(500);
      } while (!link.get().up);
    }
  }
}

/** It goes on by itself: a server that is lost meanwhile is waited for. */
async function see(act: Act): Promise<Act> {
  try {
    return await get<Act>(`/acts/${act.id}`);
  } catch (failure) {
    if (failure instanceof Problem && failure.status < 500 && failure.status !== 401 && failure.status !== 429) {
      throw failure;
    }
    return act;
  }
}

function Stop(props: { names: DeskLine[] | null; number: number; onDismiss: () => void; onDone: (act: Act) => void }) {
  const [state, setState] = useState<"HALTED" | "CLOSE_ONLY">("HALTED");
  const [cancelOrders, setCancelOrders] = useState(true);
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const [refusal, setRefusal] = useState("");
  const [busy, setBusy] = useState(false);
  const [key] = useState(uniqueKey);
  const many = props.number > 1;
  const fits = reason.trim() !== "" && (!many || typed.trim() === String(props.number));

  const submit = async (event: Event) => {
    event.preventDefault();
    if (!fits || busy) {
      return;
    }
    setBusy(true);
    setRefusal("");
    const accounts = props.names === null ? ["*"] : props.names.map((line) => String(line.accountId));
    try {
      let act = await halt({ accounts, state, reason: reason.trim(), cancelOrders }, key);
      while (act.status === "RUNNING") {
        await sleep(500);
        act = await see(act);
      }
      props.onDone(act);
    } catch (failure) {
      setRefusal(words(failure));
      setBusy(false);
    }
  };

  return (
    <Dialog title={props.names === null ? "Halt everything" : `Halt ${plural(props.number, "account")}`} onDismiss={props.onDismiss}>
      {props.names !== null && (
        <p>
          {props.names.slice(0, 6).map((line) => line.name).join(", ")}
          {props.names.length > 6 ? ` and ${plural(props.names.length - 6, "more account")}` : ""}
        </p>
      )}
      <form class="cards" onSubmit={submit}>
        <Text label="Reason, kept with the latch" value={reason} onInput={setReason} maxLength={500} first />
        <Choice
          label="From now on"
          value={state}
          onChange={setState}
          options={[
            ["HALTED", "Halted: liquidations and cancels alone"],
            ["CLOSE_ONLY", "Close only: orders that reduce risk"],
          ]}
        />
        <Switch label="Cancel working orders" on={cancelOrders} onChange={setCancelOrders} />
        {many && <Text label={`Type the number of accounts, ${props.number}`} value={typed} onInput={setTyped} numeric />}
        {refusal && (
          <Notice tone="bad" urgent>
            {refusal}
          </Notice>
        )}
        <div class="actions">
          <span class="quiet">Esc dismisses and halts nothing</span>
          <button type="button" onClick={props.onDismiss}>
            Not now
          </button>
          <button class="danger" disabled={!fits || busy}>
            {busy ? "Halting…" : `Halt ${plural(props.number, "account")}`}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Decided({ act }: { act: Act }) {
  const refused = act.accounts.filter((entry) => entry.status === "REFUSED");
  const kept = act.accounts.filter((entry) => (entry.cancels?.kept ?? 0) > 0);
  const { accepted = 0, accounts = 0, ordersCanceled = 0, ordersAsked = 0, ordersKept = 0 } = act.sums;
  const line = (entry: ActEntry, text: string) => (
    <li key={entry.place}>
      <strong>{entry.account}</strong>
      <span>{text}</span>
      <Chip tone="bad">{entry.status !== "REFUSED" ? "Orders left" : entry.blocked ? "Not closed" : "Not halted"}</Chip>
    </li>
  );
  return (
    <section class="card" aria-label="What was halted">
      <header>
        <h2>
          <span role="status">
            {count(accepted + refused.filter((entry) => entry.blocked).length)} of {plural(accounts, "account")} blocked
          </span>
        </h2>
        <a href={href("log", { act: act.id })}>Log</a>
      </header>
      <p class="quiet">
        {plural(ordersCanceled, "order")} cancelled, {count(ordersAsked)} asked of the venue (they may still trade), {count(ordersKept)} could not
        be cancelled now.
      </p>
      {refused.length + kept.length > 0 && (
        <ul class="failures">
          {refused.slice(0, LISTED_MAX).map((entry) => line(entry, sentence(entry.message ?? entry.reason ?? "refused")))}
          {kept.slice(0, LISTED_MAX).map((entry) => line(entry, `${plural(entry.cancels!.kept, "order")} could not be cancelled`))}
        </ul>
      )}
    </section>
  );
}

function Lift(props: { lines: DeskLine[]; onDismiss: () => void; onTold: (lifted: Lifted[]) => void }) {
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [seen, setSeen] = useState<Lifted[] | null>(null);
  const [refusal, setRefusal] = useState("");

  // What is lifted is what was seen: the tag of each latch goes along.
  useEffect(() => {
    const found: Lifted[] = [];
    each(props.lines, 4, async (line) => {
      const answer = await call<TradingState>("GET", `/accounts/${line.accountId}/trading-state`);
      found.push({ line, etag: answer.etag, state: answer.value.state });
    }).then(
      () => setSeen(found),
      (failure) => setRefusal(words(failure)),
    );
  }, []);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (seen === null || reason.trim() === "" || busy) {
      return;
    }
    setBusy(true);
    const told = seen.map((one) => ({ ...one }));
    props.onTold([...told]);
    props.onDismiss();
    await each(told, 4, async (one) => {
      one.outcome = await lift(one, reason.trim());
      props.onTold([...told]);
    });
  };

  return (
    <Dialog title={`Lift ${plural(props.lines.length, "latch", "latches")}`} onDismiss={props.onDismiss}>
      <p>
        {props.lines.slice(0, 6).map((line) => line.name).join(", ")}
        {props.lines.length > 6 ? ` and ${plural(props.lines.length - 6, "more")}` : ""} trade again.
      </p>
      <form class="cards" onSubmit={submit}>
        <Text label="Reason, kept with the latch" value={reason} onInput={setReason} maxLength={500} first />
        {refusal && (
          <Notice tone="bad" urgent>
            {refusal}
          </Notice>
        )}
        <div class="actions">
          <span class="quiet">Esc dismisses and lifts nothing</span>
          <button type="button" onClick={props.onDismiss}>
            Not now
          </button>
          <button class="primary" disabled={seen === null || reason.trim() === "" || busy}>
            Lift
          </button>
        </div>
      </form>
    </Dialog>
  );
}

async function lift(one: Lifted, reason: string): Promise<Outcome> {
  try {
    const answer = await call(
      "PUT",
      `/accounts/${one.line.accountId}/trading-state`,
      { state: "ACTIVE", reason },
      one.etag === null ? {} : { "If-Match": one.etag },
    );
    return answer.status === 202
      ? { done: false, asked: true, text: "It stays latched until somebody else confirms it." }
      : { done: true, text: "It trades again." };
  } catch (failure) {
    if (failure instanceof Problem && failure.status === 412) {
      return { done: false, text: "Somebody has set the latch anew since you looked. Look at its reason, then lift it." };
    }
    return {
      done: false,
      text: failure instanceof Unanswered ? "No answer came. Its state in the table tells whether it was lifted." : words(failure),
    };
  }
}
