// SPDX-License-Identifier: Apache-2.0
import { useEffect, useMemo, useState } from "preact/hooks";
import { sentence, session, words } from "./api";
import { book } from "./book";
import { kept, useCell, useNow, usePaced } from "./cell";
import { chosen } from "./desk";
import { count, lower, money, number, plural, span, title, units } from "./format";
import { AccountSearch, chooseAlso, turnChoice } from "./picker";
import { href, place } from "./place";
import { Cell, Cells, Stair, type Look } from "./plots";
import { ask, closable, leaveRun, lookAgain, preview, resume, run, send, stopTarget, type Run, type Target } from "./run";
import { Chip, Choice, Dialog, Latch, Lot, Mark, Notice, Rows, Switch, Text, Tick, matcher, type Column } from "./ui";
import type { CloseRequest, DeskLine, LiquidationItem, PreviewLine } from "./wire";

interface Filter {
  symbols: string;
  except: string;
  assetClass: string;
  side: string;
  result: string;
  minNotional: string;
  percentage: string;
  cancelOrders: boolean;
  heldPolicy: string;
  then: string;
  reason: string;
}

const NO_FILTER: Filter = {
  symbols: "",
  except: "",
  assetClass: "",
  side: "",
  result: "",
  minNotional: "",
  percentage: "100",
  cancelOrders: true,
  heldPolicy: "REFUSE",
  then: "none",
  reason: "",
};

const filter = kept<Filter>("unwind.flatten.filter", NO_FILTER);
const search = kept("unwind.flatten.search", "");

const list = (text: string): string[] | undefined => {
  const names = text.split(/[\s,;]+/).filter(Boolean);
  return names.length > 0 ? names : undefined;
};

function request(by: Filter): Omit<CloseRequest, "account"> {
  const select = {
    symbols: list(by.symbols),
    except: list(by.except),
    assetClasses: by.assetClass ? [by.assetClass] : undefined,
    side: by.side || undefined,
    unrealizedPnl: by.result || undefined,
    minNotional: by.minNotional || undefined,
  };
  const selects = Object.values(select).some((value) => value !== undefined);
  return {
    ...(selects ? { select } : { scope: "ACCOUNT" as const }),
    percentage: by.percentage === "" || by.percentage === "100" ? undefined : by.percentage,
    cancelOrders: by.cancelOrders,
    heldPolicy: by.heldPolicy,
    then: by.then === "none" ? undefined : by.then,
    reason: by.reason.trim() || undefined,
  };
}

function Choose() {
  const { lines, loaded } = useCell(book);
  const { about } = useCell(place);
  const who = useCell(session);
  const by = useCell(filter);
  const ids = useCell(chosen);
  const text = useCell(search);
  const [refusal, setRefusal] = useState("");
  const picked = useMemo<ReadonlySet<string | number>>(() => new Set(ids), [ids]);
  const asked = about.get("accounts");

  useEffect(() => {
    if (asked !== null) {
      chosen.set(asked.split(",").map(Number).filter(Boolean));
    }
  }, [asked]);

  const held = useMemo(() => {
    const matches = matcher(text);
    return lines.filter((line) => matches(`${line.name} ${line.accountId} ${line.venue} ${line.currency}`));
  }, [lines, text]);
  const some = lines.filter((line) => picked.has(line.accountId));
  const positions = some.reduce((n, line) => n + line.positions, 0);
  const set = <K extends keyof Filter>(name: K) => (value: Filter[K]) => filter.set({ ...by, [name]: value });

  const columns: Column<DeskLine>[] = [
    { key: "pick", label: "Chosen", width: "36px", cell: (line) => <Tick on={picked.has(line.accountId)} /> },
    { key: "name", label: "Account", width: "minmax(110px, 2fr)", cell: (line) => <span class="strong">{line.name}</span> },
    { key: "state", label: "State", width: "106px", cell: (line) => <Latch state={line.tradingState.state} /> },
    { key: "positions", label: "Positions", width: "80px", end: true, cell: (line) => <span class="num">{count(line.positions)}</span> },
    { key: "gross", label: "Gross", width: "minmax(100px, 1fr)", end: true, cell: (line) => <span class="num">{money(line.grossValue)}</span> },
  ];

  const look = (event: Event) => {
    event.preventDefault();
    const percentage = Number(by.percentage);
    if (by.percentage !== "" && !(percentage > 0 && percentage <= 100)) {
      setRefusal("The share of each position is above 0 and at most 100 per cent.");
    } else if (some.length === 0) {
      setRefusal("Choose at least one account.");
    } else {
      setRefusal("");
      void preview(some, request(by));
    }
  };

  return (
    <form class="choose" onSubmit={look}>
      <section class="card" aria-label="Accounts to close">
        <header>
          <h2>Accounts</h2>
          <span class="quiet" role="status">
            {plural(some.length, "account")} with {plural(positions, "position")} chosen
          </span>
        </header>
        <div class="bar">
          <AccountSearch text={search} rows=".choose .rows" />
          <button type="button" onClick={() => chooseAlso(chosen, ids, held)}>
            Choose {text ? "these" : "all"} {count(held.length)}
          </button>
          <button type="button" disabled={some.length === 0} onClick={() => chosen.set([])}>
            None
          </button>
        </div>
        <Rows
          label="Accounts to choose from"
          columns={columns}
          rows={held}
          id={(line) => line.accountId}
          chosen={picked}
          onChoose={(line) =>
            turnChoice(chosen, line.accountId)
          }
          empty={loaded ? "No account fits." : "Loading…"}
        />
      </section>
      <section class="card" aria-label="Which positions, and how">
        <header>
          <h2>Which positions, and how</h2>
          <button type="button" class="link" onClick={() => filter.set(NO_FILTER)}>
            Everything at once
          </button>
        </header>
        <div class="form-grid">
          <Text label="Instruments" value={by.symbols} onInput={set("symbols")} placeholder="all" hint="AAPL, BTC/*, MES*" />
          <Text label="Except" value={by.except} onInput={set("except")} placeholder="none" />
          <Choice
            label="Asset class"
            value={by.assetClass}
            onChange={set("assetClass")}
            options={[
              ["", "Any"],
              ["us_equity", "Equities"],
              ["us_option", "Options"],
              ["crypto", "Crypto"],
              ["future", "Futures"],
              ["fund", "Funds"],
            ]}
          />
          <Choice
            label="Side"
            value={by.side}
            onChange={set("side")}
            options={[
              ["", "Long and short"],
              ["long", "Long"],
              ["short", "Short"],
            ]}
          />
          <Choice
            label="Unrealised result"
            value={by.result}
            onChange={set("result")}
            options={[
              ["", "Any"],
              ["loss", "Losing"],
              ["profit", "Winning"],
            ]}
          />
          <Text label="Value at least" value={by.minNotional} onInput={set("minNotional")} placeholder="any" numeric />
          <Text label="Share of each position, %" value={by.percentage} onInput={set("percentage")} numeric />
          <Choice
            label="Where working orders hold part"
            value={by.heldPolicy}
            onChange={set("heldPolicy")}
            options={[
              ["REFUSE", "Fail the position"],
              ["CLOSE_AVAILABLE", "Close what is free"],
              ["CLOSE_AS_FREED", "Close as it becomes free"],
            ]}
          />
          {who?.mayControl && (
            <Choice
              label="Then, in the same act"
              value={by.then}
              onChange={set("then")}
              options={[
                ["none", "Leave trading as it is"],
                ["closeOnly", "Admit closing only"],
                ["halt", "Halt"],
              ]}
            />
          )}
          <Text label="Reason, kept in the log" value={by.reason} onInput={set("reason")} placeholder="none" maxLength={500} />
        </div>
        <Switch label="Cancel working orders first" on={by.cancelOrders} onChange={set("cancelOrders")} />
        {refusal && (
          <Notice tone="bad" urgent>
            {refusal}
          </Notice>
        )}
        <div class="actions">
          <span class="quiet">Nothing is sent by a preview.</span>
          <button class="primary">Preview</button>
        </div>
      </section>
    </form>
  );
}

interface Shown extends PreviewLine {
  target: Target;
}

const OUTCOMES: Record<PreviewLine["outcome"], { text: string; tone: "good" | "bad" | "warn" | "busy" | "off" }> = {
  SENT: { text: "Sent at once", tone: "good" },
  AFTER_CANCELS: { text: "After cancels", tone: "busy" },
  WAITING: { text: "Behind another close", tone: "busy" },
  PARKED: { text: "When the session opens", tone: "warn" },
  ENDED: { text: "Nothing to close", tone: "off" },
  FAILED: { text: "Fails", tone: "bad" },
};

const RANK: PreviewLine["outcome"][] = ["FAILED", "PARKED", "WAITING", "AFTER_CANCELS", "SENT", "ENDED"];

const LINES: Column<Shown>[] = [
  { key: "account", label: "Account", width: "minmax(110px, 1.2fr)", cell: (line) => <span class="cut">{line.target.name}</span> },
  { key: "symbol", label: "Instrument", width: "minmax(90px, 1fr)", cell: (line) => <span class="strong">{line.symbol}</span> },
  { key: "holds", label: "Holds", width: "minmax(80px, .8fr)", end: true, cell: (line) => <span class="num">{units(line.positionQuantity)}</span> },
  {
    key: "order",
    label: "Order",
    width: "minmax(110px, 1fr)",
    end: true,
    cell: (line) => (line.outcome === "FAILED" || line.outcome === "ENDED" ? "" : <span class="num">{`${title(line.side ?? (line.positionQuantity.startsWith("-") ? "BUY" : "SELL"))} ${units(line.quantity)}`}</span>),
  },
  {
    key: "proceeds",
    label: "Proceeds, bid",
    width: "minmax(110px, 1fr)",
    end: true,
    cell: (line) => (line.proceedsAtBid === undefined ? <span class="quiet">—</span> : <span class="num">{money(line.proceedsAtBid)}</span>),
  },
  { key: "outcome", label: "Outcome", width: "178px", cell: (line) => <Chip tone={OUTCOMES[line.outcome].tone}>{OUTCOMES[line.outcome].text}</Chip> },
  { key: "why", label: "Why", width: "minmax(160px, 2fr)", cell: (line) => <span class="cut" title={line.message}>{line.message ? sentence(line.message) : ""}</span> },
];

function proceeds(targets: Target[]): string[] {
  const by = new Map<string, { bid: number; ask: number; whole: boolean }>();
  for (const { preview: seen } of targets) {
    if (seen) {
      const sum = by.get(seen.proceeds.currency) ?? { bid: 0, ask: 0, whole: true };
      sum.bid += number(seen.proceeds.atBid);
      sum.ask += number(seen.proceeds.atAsk);
      sum.whole &&= seen.proceeds.atBid !== undefined && seen.proceeds.atAsk !== undefined;
      by.set(seen.proceeds.currency, sum);
    }
  }
  return [...by].map(([currency, { bid, ask, whole }]) => {
    const [low, high] = [Math.min(bid, ask), Math.max(bid, ask)].map((n) => money(n.toFixed(2)));
    return `${whole ? "" : "in part "}${low === high ? low : `${low} to ${high}`} ${currency}`;
  });
}

function Facts({ targets }: { targets: Target[] }) {
  const lines = targets.flatMap((one) => one.preview?.positions ?? []);
  const failing = lines.filter((line) => line.outcome === "FAILED").length;
  const positions = targets.reduce((n, one) => n + closable(one), 0);
  const cancels = targets.reduce((n, one) => n + (one.preview?.cancels.length ?? 0), 0);
  const money = proceeds(targets.filter((one) => one.state === "ready"));
  return (
    <dl class="facts">
      <div class="fact">
        <dt>Closed</dt>
        <dd class="num">
          {count(positions)}
          <small>{plural(positions, "position").replace(/^\S+ /, "")} in {plural(targets.filter((one) => closable(one) > 0).length, "account")}</small>
        </dd>
      </div>
      <div class="fact">
        <dt>Cancelled</dt>
        <dd class="num">
          {count(cancels)}
          <small>working orders</small>
        </dd>
      </div>
      <div class="fact">
        <dt>Fails</dt>
        <dd class={failing > 0 ? "num bad-text" : "num"}>
          {count(failing)}
          <small>{failing > 0 ? "see why below" : "nothing known to fail"}</small>
        </dd>
      </div>
      <div class="fact">
        <dt>Expected proceeds</dt>
        <dd class="num">
          {money[0] ?? "—"}
          <small>{money.length > 1 ? money.slice(1).join(" · ") : "at bid and ask, without fees"}</small>
        </dd>
      </div>
    </dl>
  );
}

const REFUSED_SHOWN = 20;
const CANCELS_SHOWN = 200;

/** Which orders are cancelled; those that the venue has seen may still trade until it has taken them back. */
function Cancels({ targets }: { targets: Target[] }) {
  const all = targets.flatMap((target) => (target.preview?.cancels ?? []).map((order) => ({ target, order })));
  return all.length === 0 ? (
    <p class="quiet small">No order is cancelled.</p>
  ) : (
    <details class="data">
      <summary>{plural(all.length, "order that is cancelled", "orders that are cancelled")}</summary>
      <div tabIndex={0} role="group" aria-label="Orders that are cancelled">
        <table>
          <thead>
            <tr>
              {["Account", "Instrument", "Order", "Filled", "Cancelled"].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {all.slice(0, CANCELS_SHOWN).map(({ target, order }) => (
              <tr key={`${target.key} ${order.id}`}>
                <td>{target.name}</td>
                <td>{order.symbol}</td>
                <td>
                  {title(order.side)} {units(order.quantity)}
                </td>
                <td>{units(order.filledQuantity)}</td>
                <td class="quiet">{order.atOnce ? "at once" : "asked of the venue"}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {all.length > CANCELS_SHOWN && <p class="quiet">And {count(all.length - CANCELS_SHOWN)} more.</p>}
      </div>
    </details>
  );
}

function PreviewStep({ now }: { now: Run }) {
  const [confirming, setConfirming] = useState(false);
  const { targets } = now;
  const loading = targets.filter((one) => one.state === "previewing").length;
  const refused = targets.filter((one) => one.state === "refused");
  const nothing = targets.filter((one) => one.state === "nothing").length;
  const ready = targets.filter((one) => one.state === "ready");
  const positions = ready.reduce((n, one) => n + closable(one), 0);
  const lines = useMemo(() => {
    const by = new Map(RANK.map((outcome) => [outcome, [] as Shown[]]));
    for (const target of targets) {
      target.preview?.positions.forEach((line) => by.get(line.outcome)!.push({ ...line, target }));
    }
    return [...by.values()].flat();
  }, [targets]);
  return (
    <>
      <section class="card" aria-label="What would be done">
        <Facts targets={targets} />
        <Cancels targets={targets} />
        {refused.slice(0, REFUSED_SHOWN).map((one) => (
          <Notice key={one.key} tone="bad">
            <strong>{one.name}</strong>: {one.refusal}
          </Notice>
        ))}
        {refused.length > REFUSED_SHOWN && (
          <Notice tone="bad">{plural(refused.length - REFUSED_SHOWN, "more account is", "more accounts are")} refused.</Notice>
        )}
        <div class="actions">
          <span class="quiet" role="status">
            {loading > 0
              ? `Deciding as the liquidation would: ${count(targets.length - loading)} of ${plural(targets.length, "account")}`
              : nothing > 0
                ? `${plural(nothing, "account holds", "accounts hold")} nothing of it`
                : ""}
          </span>
          <button type="button" onClick={leaveRun}>
            Back
          </button>
          <button type="button" class="danger" disabled={loading > 0 || positions === 0} onClick={() => setConfirming(true)}>
            Flatten {plural(positions, "position")}…
          </button>
        </div>
      </section>
      <Rows
        class="lines"
        label="Positions of the preview"
        columns={LINES}
        rows={lines}
        id={(line) => `${line.target.accountId}-${line.positionId}`}
        tone={(line) => (line.outcome === "FAILED" ? "failed" : "")}
        empty={loading > 0 ? "Deciding…" : "No position fits."}
      />
      {confirming && <Confirm targets={ready} again={false} onDismiss={() => setConfirming(false)} />}
    </>
  );
}

/** Nothing but the number of positions, typed, sends it. */
function Confirm(props: { targets: Target[]; again: boolean; onDismiss: () => void }) {
  const [typed, setTyped] = useState("");
  const positions = props.targets.reduce((n, one) => n + closable(one), 0);
  const fits = typed.trim() === String(positions) && positions > 0;
  const accounts = props.targets.filter((one) => closable(one) > 0);
  const then = accounts[0]?.request.then;
  return (
    <Dialog wide title={props.again ? "The book has changed: look again" : "Flatten"} onDismiss={props.onDismiss}>
      {props.again && <p>Nothing was sent for these accounts, for what would be done is no longer what you saw.</p>}
      <Facts targets={props.targets} />
      <p>
        {accounts.length <= 4 ? accounts.map((one) => one.name).join(", ") : `${accounts.slice(0, 3).map((one) => one.name).join(", ")} and ${plural(accounts.length - 3, "more account")}`}
        {then === "halt" ? ", halted in the same act" : then === "closeOnly" ? ", close only in the same act" : ""}.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (fits) {
            props.onDismiss();
            chosen.set([]);
            void send();
          }
        }}
        class="cards"
      >
        <div class="confirm-input">
          <Text
            label={`Type the number of positions, ${positions}, to send it`}
            value={typed}
            onInput={setTyped}
            first
            numeric
          />
        </div>
        <div class="actions">
          <span class="quiet">Esc dismisses and sends nothing</span>
          <button type="button" onClick={props.onDismiss}>
            Not now
          </button>
          <button class="danger" disabled={!fits}>
            Flatten {plural(positions, "position")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface Failure {
  target: Target;
  item: LiquidationItem;
}

/** What the preview has said will fail, as long as nothing else is known of it. */
function expected(targets: Target[], items: Failure[]): Failure[] {
  const known = new Set(items.map(({ target, item }) => `${target.key} ${item.positionId}`));
  return targets
    .filter((target) => target.state === "sending" || target.state === "running")
    .flatMap((target) =>
      (target.preview?.positions ?? [])
        .filter((line) => line.outcome === "FAILED" && !known.has(`${target.key} ${line.positionId}`))
        .map(({ positionId, symbol, positionQuantity, reason, message }) => ({
          target,
          item: { id: -positionId, positionId, symbol, positionQuantity, status: "FAILED", filledQuantity: "0", reason, message },
        })),
    );
}

/** What can be done about a position that did not close. */
function nextAct(reason: string | undefined): string {
  switch (reason) {
    case "QUANTITY_HELD":
      return "Working orders hold it. Preview again with them cancelled first.";
    case "CANCEL_DEADLINE_PASSED":
      return "Its orders could not be cancelled in time. Look at them in the log, then preview again.";
    case "POSITION_BEING_LIQUIDATED":
    case "LIQUIDATION_IN_PROGRESS":
      return "Another liquidation closes it. Watch that one in the log.";
    case "BOOKS_DIFFER":
      return "Compare the account with its venue on the desk before anything is closed.";
    case "QUOTE_MISSING":
      return "There is no price. Put a quote, then preview again.";
    case "MARKET_CLOSED":
      return "Preview again when the market is open, or schedule it.";
    case "INSTRUMENT_EXPIRED":
      return "The contract has expired. It is settled by risk.";
    case "VENUE_REJECTED":
    case "VENUE_CANCELED":
      return "The venue would not. Read its words in the log, then preview again.";
    case "CANCELED_BY_CLIENT":
      return "It was stopped. Preview again for what is left.";
    default:
      return "Preview again for what is left.";
  }
}

function Failures({ failures }: { failures: Failure[] }) {
  const again = (these: Failure[]) => {
    const accounts = new Map(these.map(({ target }) => [target.accountId, { accountId: target.accountId, name: target.name }]));
    const symbols = [...new Set(these.map(({ item }) => item.symbol))];
    const by = { ...filter.get(), symbols: symbols.join(", "), cancelOrders: true };
    chosen.set([...accounts.keys()]);
    void preview([...accounts.values()], request(by));
  };
  return (
    <section class="card" aria-label="Positions that did not close">
      <header>
        <h2 class="bad-text">
          {plural(failures.length, "position")} did not close
        </h2>
        <button type="button" onClick={() => again(failures)}>
          Preview again for all of them
        </button>
      </header>
      <ul class="failures">
        {failures.slice(0, FAILURES_SHOWN).map(({ target, item }) => (
          <li key={item.id}>
            <div>
              <strong>{item.symbol}</strong>
              <div class="quiet">{target.name}</div>
            </div>
            <div>
              <Mark tone="bad" /> <strong>{item.reason ?? item.status}</strong> {item.message ? sentence(item.message) + "." : ""}
              <div class="quiet">{nextAct(item.reason)}</div>
            </div>
            <div class="actions">
              <a href={href("log", { account: target.name, liquidation: target.id })}>Log</a>
              <button type="button" onClick={() => again([{ target, item }])}>
                Preview again
              </button>
            </div>
          </li>
        ))}
      </ul>
      {failures.length > FAILURES_SHOWN && (
        <p class="quiet">
          The first {count(FAILURES_SHOWN)} of {count(failures.length)} are shown. A preview of all of them tells of each.
        </p>
      )}
    </section>
  );
}

const FAILURES_SHOWN = 200;

const look = (status: string): Look =>
  status === "FILLED" ? "flat" : status === "PARTIALLY_FILLED" ? "part" : status === "FAILED" || status === "CANCELED" ? "failed" : "open";

function RunLine({ target }: { target: Target }) {
  const [refusal, setRefusal] = useState("");
  const counts = target.liquidation?.counts;
  const total = counts?.total ?? closable(target);
  const share = (n: number | undefined) => ({ width: `${total === 0 ? 0 : (100 * (n ?? 0)) / total}%` });
  const lost = (counts?.failed ?? 0) + (counts?.canceled ?? 0);
  const done = total - (counts?.open ?? total);
  const state = (() => {
    switch (target.state) {
      case "sending":
        return <Chip tone="busy">Sending</Chip>;
      case "unknown":
        return <Chip tone="warn">Not known whether it was accepted</Chip>;
      case "changed":
        return <Chip tone="warn">Book changed, nothing sent</Chip>;
      case "previewing":
        return <Chip tone="busy">Looking again</Chip>;
      case "ready":
        return <Chip tone="warn">To be confirmed again</Chip>;
      case "refused":
        return <Chip tone="bad">Refused</Chip>;
      case "nothing":
        return <Chip tone="off">Nothing to close</Chip>;
      case "ended":
        return lost === 0 && !counts?.partiallyFilled ? (
          <Chip tone="good">
            Flat in {span(Date.parse(target.liquidation!.endedAt!) - Date.parse(target.liquidation!.createdAt))}
          </Chip>
        ) : (
          <Chip tone="bad">{title(target.liquidation?.status ?? "")}</Chip>
        );
      case "running":
        return <Chip tone="busy">Closing</Chip>;
    }
  })();
  return (
    <div class="run">
      <strong class="cut">{target.name}</strong>
      <div>
        <div
          class="meter"
          role="progressbar"
          aria-label={`${target.name}: positions closed`}
          aria-valuemin={0}
          aria-valuemax={total}
          aria-valuenow={counts?.filled ?? 0}
        >
          <i class="flat" style={share(counts?.filled)} />
          <i class="part" style={share(counts?.partiallyFilled)} />
          <i class="lost-part" style={share(lost)} />
        </div>
        {(target.refusal || refusal) && (
          <p class="bad-text cut" title={target.refusal || refusal}>
            {target.refusal || refusal}
          </p>
        )}
      </div>
      <div>
        {state}
        <div class="quiet num">
          {count(done)} of {plural(total, "position")}
        </div>
      </div>
      <div class="actions">
        {target.state === "unknown" && (
          <button type="button" onClick={() => void ask(target)}>
            Ask again, same key
          </button>
        )}
        {target.state === "running" && (
          <button type="button" onClick={() => stopTarget(target).catch((why: unknown) => setRefusal(words(why)))}>
            Stop
          </button>
        )}
        {target.id && <a href={href("log", { account: target.name, liquidation: target.id })}>Log</a>}
      </div>
    </div>
  );
}

const LEGEND: readonly (readonly [Look, string])[] = [
  ["open", "closing"],
  ["flat", "flat"],
  ["part", "in part"],
  ["failed", "not closed"],
];

/** First what asks for somebody. The others stay where they are: under a pointer nothing may move. */
const ORDER: Record<string, number> = { unknown: 0, changed: 1, ready: 1, refused: 2 };

function Watch({ now }: { now: Run }) {
  const [dismissed, setDismissed] = useState(false);
  const targets = useMemo(() => now.targets.filter((one) => one.state !== "nothing" && (one.state !== "refused" || one.preview)), [now.targets]);
  const changed = targets.filter((one) => one.state === "changed" || one.state === "previewing");
  const again = targets.filter((one) => one.state === "ready" && closable(one) > 0);
  const running = targets.some((one) => one.state === "running" || one.state === "sending");
  const tick = useNow(running ? 250 : 5000);
  const items = useMemo(() => targets.flatMap((target) => (target.liquidation?.items ?? []).map((item) => ({ target, item }))), [targets]);
  const total = targets.reduce((n, one) => n + (one.liquidation?.counts.total ?? closable(one)), 0);
  // Those that nothing is known of yet have their places too, so that nothing moves when it is.
  const looks = useMemo(
    () => Array.from({ length: Math.max(total, items.length) }, (_, i): Look => (items[i] ? look(items[i].item.status) : "open")),
    [items, total],
  );
  const lost = useMemo(() => items.filter((_, i) => looks[i] === "failed" || looks[i] === "part"), [items, looks]);
  const failures = useMemo(() => [...expected(targets, items), ...lost], [targets, items, lost]);
  const flat = targets.reduce((n, one) => n + (one.liquidation?.counts.filled ?? 0), 0);
  const begun = useMemo(() => Math.min(...targets.filter((one) => one.liquidation).map((one) => Date.parse(one.liquidation!.createdAt))), [targets]);
  const times = useMemo(
    () =>
      items
        .filter(({ item }) => item.status === "FILLED" && item.endedAt)
        .map(({ item }) => Math.max(0, (Date.parse(item.endedAt!) - begun) / 1000))
        .sort((a, b) => a - b),
    [items, begun],
  );
  const last = Math.max(0, ...targets.filter((one) => one.liquidation?.endedAt).map((one) => Date.parse(one.liquidation!.endedAt!) - begun)) / 1000;
  const until = running && Number.isFinite(begun) ? Math.max(last, (tick - begun) / 1000) : last;
  const sortedTargets = useMemo(() => [...targets].sort((a, b) => (ORDER[a.state] ?? 3) - (ORDER[b.state] ?? 3)), [targets]);

  useEffect(() => setDismissed(false), [again.length]);
  const summary =
    total === 0 ? "Nothing was sent" : running ? `${count(flat)} of ${plural(total, "position")} flat` : failures.length === 0 && flat === total ? `All ${plural(total, "position")} flat` : `${count(flat)} of ${plural(total, "position")} flat, ${count(total - flat)} not`;

  return (
    <>
      {failures.length > 0 && <Failures failures={failures} />}
      {changed.some((one) => one.state === "changed") && (
        <Notice tone="warn" urgent>
          The book of {changed.map((one) => one.name).slice(0, 5).join(", ")} is not what you confirmed. Nothing was sent for{" "}
          {changed.length === 1 ? "it" : "them"}.{" "}
          <button type="button" class="link" onClick={() => void lookAgain()}>
            Look again
          </button>
        </Notice>
      )}
      {again.length > 0 && dismissed && (
        <Notice tone="warn">
          {plural(again.length, "account")} {again.length === 1 ? "waits" : "wait"} to be confirmed again.{" "}
          <button type="button" class="link" onClick={() => setDismissed(false)}>
            Look
          </button>
        </Notice>
      )}
      {again.length > 0 && changed.length === 0 && !dismissed && <Confirm targets={again} again onDismiss={() => setDismissed(true)} />}
      <div class="watch">
        <section class="card" aria-label="Accounts being closed">
          <header>
            <h2>
              <span role="status">{summary}</span>
            </h2>
            <button type="button" onClick={leaveRun}>
              {running ? "Leave it running" : "Done"}
            </button>
          </header>
          <Lot label="Accounts" rows={sortedTargets} id={(target) => target.key} entry={52}>
            {(target) => <RunLine target={target} />}
          </Lot>
        </section>
        <div class="cards">
          <section class="card" aria-label="Time to flat">
            <header>
              <h2>Time to flat</h2>
              <span class="quiet num">{times.length > 0 ? `the last after ${span(times[times.length - 1]! * 1000)}` : ""}</span>
            </header>
            <Stair
              label={`Positions flat over time: ${times.length} of ${total}${times.length > 0 ? `, the last after ${span(times[times.length - 1]! * 1000)}` : ""}`}
              times={times}
              total={total}
              until={until}
            />
          </section>
          <section class="card" aria-label="Positions">
            <header>
              <h2>Positions</h2>
            </header>
            <Cells
              label={`${flat} flat, ${lost.length} not closed, of ${total}`}
              looks={looks}
              name={(at) => (items[at] ? `${items[at].target.name} ${items[at].item.symbol}: ${lower(items[at].item.status)}` : "")}
            />
            <div class="legend" aria-hidden="true">
              {LEGEND.map(([one, text]) => (
                <span key={one}>
                  <Cell look={one} /> {text}
                </span>
              ))}
            </div>
          </section>
        </div>
      </div>
    </>
  );
}

/** A thousand accounts change more often than anybody can see. */
const PACE = 150;

export function Flatten() {
  const now = usePaced(run, PACE, (one) => one.phase);
  const who = useCell(session);
  useEffect(resume, []);
  const steps: readonly (readonly [Run["phase"], string])[] = [
    ["choose", "1 Choose"],
    ["preview", "2 Preview"],
    ["watch", "3 Watch"],
  ];
  return (
    <div class="flatten">
      <div class="head">
        <h1>Flatten</h1>
        <ol class="steps" aria-label="Steps">
          {steps.map(([phase, name]) => (
            <li key={phase} aria-current={now.phase === phase ? "step" : undefined}>
              {name}
            </li>
          ))}
        </ol>
      </div>
      {who && !who.mayClose ? (
        <Notice tone="off">Your role sees positions and does not close them.</Notice>
      ) : now.phase === "choose" ? (
        <Choose />
      ) : now.phase === "preview" ? (
        <PreviewStep now={now} />
      ) : (
        <Watch now={now} />
      )}
    </div>
  );
}
