// SPDX-License-Identifier: Apache-2.0
import { useEffect, useMemo, useState } from "preact/hooks";
import { call, get, session, words } from "./api";
import { book } from "./book";
import { kept, useCell } from "./cell";
import { count, money, number, plural, units } from "./format";
import { AccountSearch, turnChoice } from "./picker";
import { go, place, turn } from "./place";
import { Chip, Choice, Latch, Notice, Result, Rows, Tick, matcher, useMemoRows, type Column, type Order } from "./ui";
import type { DeskLine, Position, Reconciliation } from "./wire";

type Show = "all" | "open" | "latched" | "closing" | "losing" | "venue";
const SHOWS: readonly (readonly [Show, string])[] = [
  ["all", "All accounts"],
  ["open", "With positions"],
  ["latched", "Latched"],
  ["closing", "Closing now"],
  ["losing", "Losing today"],
  ["venue", "Trouble with the venue"],
];
const FITS: Record<Show, (line: DeskLine) => boolean> = {
  all: () => true,
  open: (line) => line.positions > 0,
  latched: (line) => line.tradingState.state !== "ACTIVE",
  closing: (line) => line.liquidations > 0,
  losing: (line) => number(line.dayPl) < 0,
  venue: (line) => trouble(line) < 2,
};

const search = kept("unwind.desk.search", "");
const show = kept<Show>("unwind.desk.show", "all");
const order = kept<Order>("unwind.desk.order", { key: "gross", down: true });

/** Accounts that the next act is about. */
export const chosen = kept<number[]>("unwind.desk.chosen", []);

/** First what does not answer, then what states otherwise. */
const trouble = (line: DeskLine): number => (line.venueState.state === "DOWN" ? 0 : line.differences > 0 ? 1 : 2);

function Venue({ line }: { line: DeskLine }) {
  if (line.venueState.state === "DOWN") {
    return (
      <span title={line.venueState.reason}>
        <Chip tone="bad">{line.venue} is down</Chip>
      </span>
    );
  }
  return line.differences > 0 ? (
    <span title={`${line.venue} states otherwise than the ledger`}>
      <Chip tone="warn">{plural(line.differences, "difference")}</Chip>
    </span>
  ) : (
    <span class="cut">{line.venue}</span>
  );
}

const net = (line: DeskLine): number => number(line.longValue) + number(line.shortValue);

function columns(picked: ReadonlySet<string | number>): Column<DeskLine>[] {
  return [
    { key: "pick", label: "Chosen", width: "36px", cell: (line) => <Tick on={picked.has(line.accountId)} /> },
    {
      key: "name",
      label: "Account",
      width: "minmax(130px, 1.6fr)",
      by: (line) => line.name,
      cell: (line) => (
        <span class="strong" title={`${line.name}, ${line.accountId}`}>
          {line.name}
        </span>
      ),
    },
    {
      key: "state",
      label: "State",
      width: "112px",
      by: (line) => line.tradingState.state,
      cell: (line) => <Latch state={line.tradingState.state} />,
    },
    { key: "venue", label: "Venue", width: "minmax(110px, .8fr)", by: (line) => `${trouble(line)} ${line.venue}`, cell: (line) => <Venue line={line} /> },
    {
      key: "gross",
      label: "Gross",
      width: "minmax(116px, 1fr)",
      end: true,
      by: (line) => number(line.grossValue),
      cell: (line) => <span class="num">{money(line.grossValue)}</span>,
    },
    {
      key: "net",
      label: "Net",
      width: "minmax(116px, 1fr)",
      end: true,
      by: net,
      cell: (line) => <span class="num">{money(String(net(line)))}</span>,
    },
    {
      key: "day",
      label: "Day",
      width: "minmax(110px, 1fr)",
      end: true,
      by: (line) => number(line.dayPl),
      cell: (line) => (
        <span title={`${money(line.sincePreviousClose)} of it by what is open`}>
          <Result decimal={line.dayPl} />
        </span>
      ),
    },
    {
      key: "open",
      label: "Unrealised",
      width: "minmax(110px, 1fr)",
      end: true,
      by: (line) => number(line.unrealizedPl),
      cell: (line) => <Result decimal={line.unrealizedPl} />,
    },
    { key: "currency", label: "Ccy", width: "52px", cell: (line) => <span class="quiet">{line.currency}</span> },
    {
      key: "positions",
      label: "Positions",
      width: "88px",
      end: true,
      by: (line) => line.positions,
      cell: (line) => (
        <span class="num" title={line.unpriced > 0 ? `${line.unpriced} without a price are in no sum` : undefined}>
          {count(line.positions)}
          {line.unpriced > 0 && <span class="warn-text"> !{line.unpriced}</span>}
        </span>
      ),
    },
    {
      key: "orders",
      label: "Orders",
      width: "76px",
      end: true,
      by: (line) => line.workingOrders,
      cell: (line) => <span class={line.workingOrders > 0 ? "num" : "num quiet"}>{count(line.workingOrders)}</span>,
    },
    {
      key: "closing",
      label: "Closing",
      width: "84px",
      end: true,
      by: (line) => line.positionsClosing,
      cell: (line) => (
        <span class={line.positionsClosing > 0 ? "num busy-text" : "num quiet"}>{count(line.positionsClosing)}</span>
      ),
    },
  ];
}

interface Sum {
  currency: string;
  gross: number;
  net: number;
  day: number;
  open: number;
}

function sums(lines: DeskLine[]): Sum[] {
  const by = new Map<string, Sum>();
  for (const line of lines) {
    const sum = by.get(line.currency) ?? { currency: line.currency, gross: 0, net: 0, day: 0, open: 0 };
    sum.gross += number(line.grossValue);
    sum.net += net(line);
    sum.day += number(line.dayPl);
    sum.open += number(line.unrealizedPl);
    by.set(line.currency, sum);
  }
  return [...by.values()].sort((a, b) => b.gross - a.gross);
}

function Tiles({ lines }: { lines: DeskLine[] }) {
  const all = useMemo(() => sums(lines), [lines]);
  const [shown, setShown] = useState(0);
  const sum = all[Math.min(shown, all.length - 1)];
  const positions = lines.reduce((n, line) => n + line.positions, 0);
  const halted = lines.filter((line) => line.tradingState.state === "HALTED").length;
  const limited = lines.filter((line) => line.tradingState.state === "CLOSE_ONLY").length;
  const closing = lines.reduce((n, line) => n + line.positionsClosing, 0);
  return (
    <section class="tiles" aria-label="Sums of the accounts shown">
      <div class="tile">
        <h2>Gross exposure</h2>
        <p class="figure num">{sum ? money(sum.gross.toFixed(2)) : "0.00"}</p>
        <p class="quiet currencies">
          {all.length > 1
            ? all.map((one, i) => (
                <button
                  key={one.currency}
                  type="button"
                  class="link"
                  aria-pressed={one === sum}
                  onClick={() => setShown(i)}
                >
                  {one.currency}
                </button>
              ))
            : (sum?.currency ?? "")}
        </p>
      </div>
      <div class="tile">
        <h2>Net exposure</h2>
        <p class="figure num">{sum ? money(sum.net.toFixed(2)) : "0.00"}</p>
        <p class="quiet">{sum?.currency}</p>
      </div>
      <div class="tile">
        <h2>Result of the day</h2>
        <p class="figure">
          <Result decimal={(sum?.day ?? 0).toFixed(2)} />
        </p>
        <p class="quiet">open and traded</p>
      </div>
      <div class="tile">
        <h2>Unrealised</h2>
        <p class="figure">
          <Result decimal={(sum?.open ?? 0).toFixed(2)} />
        </p>
        <p class="quiet">against what it has cost</p>
      </div>
      <div class="tile">
        <h2>Positions</h2>
        <p class="figure num">{count(positions)}</p>
        <p class="quiet">in {plural(lines.length, "account")}</p>
      </div>
      <div class="tile">
        <h2>Closing</h2>
        <p class={closing > 0 ? "figure num busy-text" : "figure num"}>{count(closing)}</p>
        <p class="quiet">
          {count(halted)} halted, {count(limited)} close only
        </p>
      </div>
    </section>
  );
}

const POSITIONS: Column<Position>[] = [
  { key: "symbol", label: "Instrument", width: "minmax(90px, 1.2fr)", by: (p) => p.symbol, cell: (p) => <span class="strong">{p.symbol}</span> },
  { key: "quantity", label: "Quantity", width: "minmax(84px, 1fr)", end: true, by: (p) => number(p.quantity), cell: (p) => <span class="num">{units(p.quantity)}</span> },
  { key: "held", label: "Held", width: "70px", end: true, by: (p) => number(p.held), cell: (p) => <span class={number(p.held) > 0 ? "num warn-text" : "num quiet"}>{units(p.held)}</span> },
  { key: "value", label: "Value", width: "minmax(96px, 1fr)", end: true, by: (p) => Math.abs(number(p.marketValue)), cell: (p) => (p.marketValue === undefined ? <span class="quiet">no price</span> : <span class="num">{money(p.marketValue)}</span>) },
  { key: "open", label: "Unrealised", width: "minmax(96px, 1fr)", end: true, by: (p) => number(p.unrealizedPl), cell: (p) => (p.unrealizedPl === undefined ? "" : <Result decimal={p.unrealizedPl} />) },
];

function Account({ line, onClose }: { line: DeskLine; onClose: () => void }) {
  const who = useCell(session);
  const [positions, setPositions] = useState<Position[] | null>(null);
  const [by, setBy] = useState<Order>({ key: "value", down: true });
  const [told, setTold] = useState<Reconciliation | null>(null);
  const [failure, setFailure] = useState("");
  const [asking, setAsking] = useState(false);
  const path = `/accounts/${line.accountId}`;

  useEffect(() => {
    let here = true;
    get<{ positions: Position[] }>(`${path}/positions?limit=20000`).then(
      (page) => here && setPositions(page.positions),
      (why) => here && setFailure(words(why)),
    );
    return () => {
      here = false;
    };
  }, [line.accountId, line.positions, line.grossValue, line.workingOrders]);
  useEffect(() => setTold(null), [line.accountId]);

  const compare = async () => {
    setAsking(true);
    setFailure("");
    try {
      setTold((await call<Reconciliation>("POST", `${path}/reconciliation`)).value);
    } catch (why) {
      setFailure(words(why));
    }
    setAsking(false);
  };

  const latch = line.tradingState;
  const rows = useMemoRows(positions ?? [], POSITIONS, by);
  return (
    <aside class="panel" aria-label={`Account ${line.name}`}>
      <header>
        <div>
          <h2>{line.name}</h2>
          <p class="quiet">
            {line.accountId} · {line.venue} · cash {money(line.cash)} {line.currency}
          </p>
        </div>
        <button type="button" class="plain" aria-label="Close the account" onClick={onClose}>
          ×
        </button>
      </header>
      {latch.state !== "ACTIVE" && (
        <Notice tone={latch.state === "HALTED" ? "bad" : "warn"}>
          <strong>{latch.state === "HALTED" ? "Halted" : "Close only"}</strong> by {latch.by}: {latch.reason ?? "no reason stated"}
        </Notice>
      )}
      <div class="actions start">
        {who?.mayClose && (
          <button type="button" class="primary" onClick={() => go("flatten", { accounts: String(line.accountId) })}>
            Flatten…
          </button>
        )}
        {who?.mayControl && (
          <button type="button" onClick={() => go("halt", { accounts: String(line.accountId) })}>
            {latch.state === "ACTIVE" ? "Halt…" : "Halt or lift…"}
          </button>
        )}
        <button type="button" onClick={() => go("log", { account: line.name })}>
          Log
        </button>
        {who?.mayControl && (
          <button type="button" disabled={asking} onClick={() => void compare()}>
            {asking ? "Asking the venue…" : "Compare with the venue"}
          </button>
        )}
      </div>
      {failure && (
        <Notice tone="bad" urgent>
          {failure}
        </Notice>
      )}
      {told && (
        <Notice tone={told.differences.length === 0 ? "good" : "bad"}>
          {told.differences.length === 0
            ? `The ledger and ${told.venue} agree${told.notStated?.length ? `; it does not state ${told.notStated.join(" and ")}` : ""}.`
            : told.differences.map((one) => (
                <div key={one.symbol}>
                  {one.symbol ?? "Cash"}: ledger {one.ledger ?? "0"}, {told.venue} {one.venue ?? "0"}, difference {one.difference}
                </div>
              ))}
        </Notice>
      )}
      <Rows
        label={`Positions of ${line.name}`}
        columns={POSITIONS}
        rows={rows}
        id={(position) => position.id}
        order={by}
        onOrder={setBy}
        empty={positions === null ? "Loading…" : "Flat: no open position."}
      />
    </aside>
  );
}

export function Desk() {
  const { lines, loaded } = useCell(book);
  const { about } = useCell(place);
  const who = useCell(session);
  const text = useCell(search);
  const which = useCell(show);
  const by = useCell(order);
  const ids = useCell(chosen);
  const picked = useMemo<ReadonlySet<string | number>>(() => new Set(ids), [ids]);
  const fits = useMemo(() => {
    const matches = matcher(text);
    return lines.filter(
      (line) => FITS[which](line) && matches(`${line.name} ${line.accountId} ${line.venue} ${line.currency} ${line.tradingState.state}`),
    );
  }, [lines, text, which]);
  const cols = useMemo(() => columns(picked), [picked]);
  const rows = useMemoRows(fits, cols, by);
  const open = lines.find((line) => String(line.accountId) === about.get("account"));
  const some = lines.filter((line) => picked.has(line.accountId));

  const choose = (line: DeskLine) =>
    turnChoice(chosen, line.accountId);

  return (
    <div
      class={open ? "desk split" : "desk"}
      onKeyDown={(event) => {
        if (event.key === "Escape" && open) {
          turn("desk", {});
        }
      }}
    >
      <h1 class="unseen">Desk</h1>
      <Tiles lines={fits} />
      <div class="bar">
        <AccountSearch text={search} rows=".accounts" />
        <Choice label="Show" value={which} options={SHOWS} onChange={(next) => show.set(next)} />
        <span class="quiet" role="status">
          {fits.length === lines.length ? plural(lines.length, "account") : `${count(fits.length)} of ${plural(lines.length, "account")}`}
        </span>
        <span class="fill" />
        <span class="quiet">{some.length > 0 ? `${count(some.length)} chosen` : "Space chooses, Enter opens"}</span>
        <button type="button" disabled={some.length === 0} onClick={() => chosen.set([])}>
          Choose none
        </button>
        {who?.mayControl && (
          <button type="button" disabled={some.length === 0} onClick={() => go("halt", { accounts: some.map((l) => l.accountId).join(",") })}>
            Halt…
          </button>
        )}
        {who?.mayClose && (
          <button
            type="button"
            class="primary"
            disabled={some.length === 0}
            onClick={() => go("flatten", { accounts: some.map((l) => l.accountId).join(",") })}
          >
            Flatten…
          </button>
        )}
      </div>
      <Rows
        class="accounts"
        label="Accounts"
        columns={cols}
        rows={rows}
        id={(line) => line.accountId}
        order={by}
        onOrder={(next) => order.set(next)}
        chosen={picked}
        onChoose={choose}
        onOpen={(line) => turn("desk", { account: String(line.accountId) })}
        empty={loaded ? "No account fits." : "Loading…"}
      />
      {open && <Account line={open} onClose={() => turn("desk", {})} />}
    </div>
  );
}
