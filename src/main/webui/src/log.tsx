// SPDX-License-Identifier: Apache-2.0
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { get, words } from "./api";
import { book } from "./book";
import { useCell } from "./cell";
import { count, date, lower, money, plural, time, title, units } from "./format";
import { place, turn } from "./place";
import { Faults, ProofLine, stretches, useProof } from "./proof";
import { Choice, Mark, Notice, Rows, Text, csv, matcher, save, useDebounced, type Column, type Tone } from "./ui";
import { ADMINISTRATION, type EventPage, type LedgerEvent } from "./wire";

const SPANS = [
  ["1h", "The last hour"],
  ["24h", "The last day"],
  ["7d", "The last week"],
  ["all", "All"],
] as const;
type Span = (typeof SPANS)[number][0];
const HOURS: Record<Span, number | null> = { "1h": 1, "24h": 24, "7d": 168, all: null };

const KINDS = [
  ["", "All kinds"],
  ["fills", "Fills"],
  ["liquidations", "Liquidations"],
  ["latches", "Latches"],
  ["orders", "Orders"],
  ["ends", "Refusals and ends"],
  ["administration", "Administration"],
] as const;
type Kinds = (typeof KINDS)[number][0];
const MEANT: Record<Kinds, string> = {
  "": "",
  fills: "FILL,FILL_SETTLED",
  liquidations: "LIQUIDATION_NEW,LIQUIDATION_PROCESSING,LIQUIDATION_ENDED,LIQUIDATION_SETTLED",
  latches: "ACCOUNT_LATCHED,ACCOUNT_CONFIGURED,LIFT_REQUESTED,LIFT_WITHDRAWN",
  orders:
    "ORDER_HELD,ORDER_ACCEPTED,ORDER_PENDING_NEW,ORDER_NEW,ORDER_PENDING_CANCEL,ORDER_CANCELED,ORDER_CANCEL_REJECTED,ORDER_PENDING_REPLACE,ORDER_REPLACED,ORDER_REPLACE_REJECTED,ORDER_ADJUSTED,ORDER_REJECTED,ORDER_EXPIRED",
  ends: "ORDER_CANCELED,ORDER_CANCEL_REJECTED,ORDER_REPLACE_REJECTED,ORDER_REJECTED,ORDER_EXPIRED,LIQUIDATION_ENDED",
  administration:
    "PRINCIPAL_CREATED,PRINCIPAL_GRANTED,PRINCIPAL_REVOKED,KEY_ISSUED,KEY_ROTATED,KEY_REVOKED,INSTRUMENT_ADDED,WEBHOOK_ADDED,WEBHOOK_CHANGED,WEBHOOK_REMOVED,QUOTES_SET,BOOK_IMPORTED,ACCOUNT_OPENED,ACCOUNT_CONFIGURED,ACCOUNT_RENAMED,ACCOUNT_CLOSING,ACCOUNT_CLOSED",
};

const PAGE = 1000;
/** Pages that come by themselves; more are asked for. */
const PAGES = 5;

function tone(event: LedgerEvent): Tone {
  switch (event.kind) {
    case "FILL":
    case "FILL_SETTLED":
      return "good";
    case "ORDER_REJECTED":
    case "ORDER_CANCEL_REJECTED":
    case "ORDER_REPLACE_REJECTED":
    case "ORDER_EXPIRED":
      return "bad";
    case "LIFT_REQUESTED":
      return "warn";
    case "LIFT_WITHDRAWN":
      return "off";
    case "LIQUIDATION_ENDED":
      return event.liquidation?.status === "FILLED" ? "good" : "bad";
    case "ACCOUNT_LATCHED":
      return event.tradingState?.state === "ACTIVE" ? "good" : event.tradingState?.state === "HALTED" ? "bad" : "warn";
    default:
      return event.kind.startsWith("LIQUIDATION") ? "busy" : "off";
  }
}

/** What has happened, in a line. */
export function told(event: LedgerEvent): string {
  if (event.fill) {
    const { side, quantity, symbol, price } = event.fill;
    return `${title(side)} ${units(quantity)} ${symbol} at ${units(price)}`;
  }
  if (event.liquidation) {
    const { status, counts } = event.liquidation;
    return `${title(status)}: ${count(counts.filled)} of ${plural(counts.total, "position")} closed${counts.failed > 0 ? `, ${count(counts.failed)} failed` : ""}`;
  }
  if (event.tradingState) {
    const { state, reason } = event.tradingState;
    return `${title(state)}${reason ? `: ${reason}` : ""}`;
  }
  if (event.order) {
    const { side, quantity, symbol, type, reason, filledQuantity } = event.order;
    return `${title(side)} ${units(quantity)} ${symbol}, ${lower(type)}, ${units(filledQuantity)} filled${reason ? `: ${lower(reason)}` : ""}`;
  }
  if (event.position) {
    return `${event.position.symbol}: ${units(event.position.quantity)}`;
  }
  if (event.cash !== undefined) {
    return `Cash ${money(event.cash)}`;
  }
  if (event.administration) {
    const { subject, facts } = event.administration;
    const named = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
    return [event.accountId === ADMINISTRATION ? subject : event.accountStatus ? lower(event.accountStatus) : "", ...named].filter(Boolean).join(", ");
  }
  return event.accountStatus ? lower(event.accountStatus) : "";
}

export function Log() {
  const { lines } = useCell(book);
  const { about } = useCell(place);
  const [events, setEvents] = useState<LedgerEvent[]>([]);
  const [more, setMore] = useState<string | null>(null);
  const [loading, setLoading] = useState(true);
  const [failure, setFailure] = useState("");
  const [search, setSearch] = useState("");
  const [again, setAgain] = useState(0);
  const turnOf = useRef(0);

  const account = about.get("account") ?? "";
  const liquidation = about.get("liquidation") ?? "";
  const act = about.get("act") ?? "";
  const actor = about.get("actor") ?? "";
  const kinds = (about.get("kinds") ?? "") as Kinds;
  const span = (about.get("span") ?? (liquidation || act ? "all" : "24h")) as Span;
  const names = useMemo(() => new Map([[ADMINISTRATION, "administration"] as [number, string], ...lines.map((line): [number, string] => [line.accountId, line.name])]), [lines]);
  const set = (name: string) => (value: string) =>
    turn("log", { account, liquidation, act, actor, kinds, span: about.get("span") ?? undefined, [name]: value });
  const asked = useDebounced(JSON.stringify({ account, liquidation, act, actor, kinds, span }), 250);

  const path = (on: string | null): string => {
    const query = new URLSearchParams({ limit: String(PAGE) });
    if (!act && !liquidation) {
      query.set("account", account || "*");
    } else if (account) {
      query.set("account", account);
    }
    const hours = HOURS[span];
    const pairs: Record<string, string> = {
      liquidation,
      act,
      actor,
      kind: MEANT[kinds] ?? "",
      from: hours === null ? "" : new Date(Date.now() - hours * 3_600_000).toISOString(),
    };
    for (const [name, value] of Object.entries(pairs)) {
      if (value) {
        query.set(name, value);
      }
    }
    if (on !== null) {
      query.set(several ? "cursor" : "after", on);
    }
    return `/events?${query}`;
  };
  const several = act !== "" || (liquidation === "" && account === "");

  const load = async (from: string | null, before: LedgerEvent[]) => {
    const mine = ++turnOf.current;
    setLoading(true);
    setFailure("");
    let found = before;
    let on = from;
    try {
      for (let page = 0; page < PAGES; page++) {
        const answer = await get<EventPage>(path(on));
        if (mine !== turnOf.current) {
          return;
        }
        found = [...found, ...answer.events];
        setEvents(found);
        on = answer.more ? ((several ? answer.cursor : answer.next?.toString()) ?? null) : null;
        setMore(on);
        // Who is away now has to be asked for later.
        if (on === null || answer.away) {
          break;
        }
      }
    } catch (why) {
      if (mine === turnOf.current) {
        setFailure(words(why));
      }
    }
    setLoading(false);
  };

  useEffect(() => {
    setEvents([]);
    void load(null, []);
  }, [asked, again]);

  const rows = useMemo(() => {
    const matches = matcher(search);
    return events
      .filter((event) => search === "" || matches(`${names.get(event.accountId) ?? event.accountId} ${event.kind} ${event.actor} ${event.dialect} ${told(event)}`))
      .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : b.seq - a.seq));
  }, [events, search, names]);

  // Between the first and the last event that is shown there may be others, which are proved with them.
  const all = useMemo(() => (loading ? [] : stretches(events)), [events, loading]);
  const { finding, ask } = useProof(all, all.map(({ accountId, first, last }) => `${accountId}:${first}-${last}`).join() + again);
  const faults = finding?.faults ?? [];
  const broken = useMemo(() => new Set(faults.map((fault) => `${fault.accountId}:${fault.seq}`)), [faults]);

  const columns = useMemo<Column<LedgerEvent>[]>(
    () => [
      { key: "at", label: "Time", width: "152px", cell: (event) => <span class="num">{date(event.at)} {time(event.at)}</span> },
      { key: "account", label: "Account", width: "minmax(100px, .8fr)", cell: (event) => <span class="strong">{names.get(event.accountId) ?? event.accountId}</span> },
      { key: "seq", label: "No.", width: "70px", end: true, cell: (event) => <span class="num quiet">{count(event.seq)}</span> },
      {
        key: "kind",
        label: "Event",
        width: "190px",
        cell: (event) => (
          <span class="kind">
            <Mark tone={tone(event)} />
            {title(event.kind)}
          </span>
        ),
      },
      { key: "what", label: "What", width: "minmax(240px, 3fr)", cell: (event) => <span class="cut" title={told(event)}>{told(event)}</span> },
      { key: "actor", label: "By", width: "minmax(90px, .8fr)", cell: (event) => <span class="cut">{event.actor}</span> },
      { key: "dialect", label: "Through", width: "100px", cell: (event) => <span class="quiet">{event.dialect}</span> },
    ],
    [names],
  );

  const exported = (type: "csv" | "json") => {
    const name = `unwind-log-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}`;
    if (type === "json") {
      save(`${name}.jsonl`, "application/x-ndjson", rows.map((event) => JSON.stringify(event)).join("\n") + "\n");
      return;
    }
    const heads = ["at", "account", "accountId", "seq", "id", "kind", "what", "actor", "dialect", "requestId"];
    const text = rows.map((event) =>
      [event.at, names.get(event.accountId) ?? "", event.accountId, event.seq, event.id, event.kind, told(event), event.actor, event.dialect, event.requestId ?? ""]
        .map((value) => csv(String(value)))
        .join(","),
    );
    save(`${name}.csv`, "text/csv", [heads.join(","), ...text].join("\r\n") + "\r\n");
  };

  return (
    <div class="log">
      <div class="head">
        <h1>Log</h1>
        <span class="quiet" role="status">
          {loading ? "Loading…" : `${plural(rows.length, "event")}, the newest first`}
        </span>
        <ProofLine all={all} finding={finding} ask={ask} />
        <span class="fill" />
        <button type="button" onClick={() => setAgain(again + 1)}>
          Look again
        </button>
        <button type="button" disabled={rows.length === 0} onClick={() => exported("csv")}>
          Export CSV
        </button>
        <button type="button" disabled={rows.length === 0} onClick={() => exported("json")}>
          Export JSON
        </button>
      </div>
      <div class="filters">
        <div class="field">
          <label for="log-search">Search what is shown</label>
          <input id="log-search" type="search" data-search value={search} placeholder="/" onInput={(event) => setSearch(event.currentTarget.value)} />
        </div>
        <div class="field">
          <label for="log-account">Account</label>
          <input
            id="log-account"
            type="text"
            list="log-accounts"
            autocomplete="off"
            placeholder="all"
            value={account}
            onChange={(event) => set("account")(event.currentTarget.value.trim())}
          />
          <datalist id="log-accounts">
            {lines.slice(0, 1000).map((line) => (
              <option key={line.accountId} value={line.name} />
            ))}
          </datalist>
        </div>
        <Choice label="Kinds" value={kinds} options={KINDS} onChange={set("kinds")} />
        <Choice label="Time" value={span} options={SPANS} onChange={set("span")} />
        <Text label="By whom" value={actor} placeholder="anybody" onInput={(value) => set("actor")(value.trim())} />
        <Text label="Liquidation" value={liquidation} placeholder="any" onInput={(value) => set("liquidation")(value.trim())} />
      </div>
      <div class="cards">
        <Faults
          faults={faults}
          name={(id) => names.get(id) ?? String(id)}
          show={(fault) => turn("log", { account: names.get(fault.accountId) ?? String(fault.accountId), span: "all" })}
        />
        {failure && (
          <Notice tone="bad" urgent>
            {failure}
          </Notice>
        )}
        {more !== null && !loading && (
          <Notice tone="warn">
            There is more than is shown.{" "}
            <button type="button" class="link" onClick={() => void load(more, events)}>
              Load more
            </button>
          </Notice>
        )}
      </div>
      <Rows
        label="Events"
        columns={columns}
        rows={rows}
        id={(event) => event.id}
        tone={(event) => (broken.has(`${event.accountId}:${event.seq}`) ? "failed" : "")}
        onOpen={(event) =>
          event.liquidation
            ? turn("log", { liquidation: event.liquidation.id })
            : event.accountId === ADMINISTRATION
              ? turn("log", { kinds: "administration" })
              : turn("log", { account: names.get(event.accountId) ?? String(event.accountId) })
        }
        empty={loading ? "Loading…" : "Nothing of it has happened."}
      />
    </div>
  );
}
