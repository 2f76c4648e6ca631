// SPDX-License-Identifier: Apache-2.0
import { useEffect, useMemo, useState } from "preact/hooks";
import { get, link, words } from "./api";
import { useCell } from "./cell";
import { count, money, number, plural, span, title } from "./format";
import { Bars, Data, Sides, Tally } from "./plots";
import { Notice } from "./ui";
import type { EventPage, Exposure, Liquidation, Statistics } from "./wire";

const EVERY = 10_000;
const DAY = 24 * 3_600_000;
const FILL_PAGES = 20;
const SHOWN = 16;

/** What an address answers, asked again every while; the last answer stays until there is another. */
function useAsked<T>(ask: () => Promise<T>): [T | null, string] {
  const [found, setFound] = useState<T | null>(null);
  const [failure, setFailure] = useState("");
  const { up } = useCell(link);
  useEffect(() => {
    let here = true;
    const look = () =>
      ask().then(
        (value) => here && (setFound(value), setFailure("")),
        (why) => here && setFailure(words(why)),
      );
    void look();
    const timer = setInterval(look, EVERY);
    return () => {
      here = false;
      clearInterval(timer);
    };
  }, [up]);
  return [found, failure];
}

const since = (): string => new Date(Date.now() - DAY).toISOString();

/** Fills of the last day by the hour; whole only where all pages were read. */
async function fills(): Promise<{ hours: number[]; complete: boolean }> {
  const hours = Array.from({ length: 24 }, () => 0);
  const from = Date.now() - DAY;
  let cursor = "";
  for (let page = 0; page < FILL_PAGES; page++) {
    const answer = await get<EventPage>(
      `/events?account=*&kind=FILL&limit=1000&from=${new Date(from).toISOString()}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`,
    );
    for (const event of answer.events) {
      const hour = Math.min(23, Math.max(0, Math.floor((Date.parse(event.at) - from) / 3_600_000)));
      hours[hour]! += 1;
    }
    if (!answer.more || answer.cursor === undefined) {
      return { hours, complete: true };
    }
    cursor = answer.cursor;
  }
  return { hours, complete: false };
}

const BOUNDS = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000];
const bound = (millis: number): string => (millis < 1000 ? `${millis} ms` : `${millis / 1000} s`);

function histogram(times: number[]): { name: string; value: number }[] {
  const bars = [...BOUNDS.map((most) => ({ name: bound(most), value: 0 })), { name: "more", value: 0 }];
  for (const one of times) {
    const at = BOUNDS.findIndex((most) => one <= most);
    bars[at < 0 ? BOUNDS.length : at]!.value++;
  }
  return bars;
}

function ExposureChart() {
  const [found, failure] = useAsked(() => get<{ instruments: Exposure[] }>("/desk/exposure?limit=1000"));
  const all = found?.instruments ?? [];
  const shown = all.slice(0, SHOWN);
  const unpriced = all.reduce((n, one) => n + one.unpriced, 0);
  return (
    <section class="card" aria-label="Exposure by instrument">
      <header>
        <h2>Exposure by instrument</h2>
        <span class="key" aria-hidden="true">
          <span>
            <i class="short" /> short
          </span>
          <span>
            <i class="long" /> long
          </span>
        </span>
      </header>
      {failure && <Notice tone="warn">{failure}</Notice>}
      {found && shown.length === 0 && <p class="quiet">Flat: nothing is held.</p>}
      {found && (
        <>
          <Sides
            label={`Exposure of the ${shown.length} largest of ${all.length} instruments; the largest is ${shown[0]?.symbol ?? "none"}`}
            rows={shown.map((one) => ({ name: one.symbol, long: number(one.longValue), short: number(one.shortValue) }))}
          />
          <p class="quiet">
            {all.length > SHOWN ? `The largest ${SHOWN} of ${count(all.length)}. ` : ""}In each instrument's currency, at the last price.
            {unpriced > 0 ? ` ${plural(unpriced, "position")} without a price are not in it.` : ""}
          </p>
          <Data
            heads={["Instrument", "Long", "Short", "Currency", "Accounts", "Unrealised"]}
            rows={all.map((one) => [one.symbol, money(one.longValue), money(one.shortValue), one.currency, count(one.accounts), money(one.unrealizedPl)])}
          />
        </>
      )}
    </section>
  );
}

function TimeToFlat({ figures }: { figures: Statistics | null }) {
  const [found, failure] = useAsked(() => get<{ liquidations: Liquidation[]; total: number }>(`/liquidations?status=FILLED&limit=1000&from=${since()}`));
  const times = useMemo(
    () => (found?.liquidations ?? []).filter((one) => one.endedAt).map((one) => Date.parse(one.endedAt!) - Date.parse(one.createdAt)),
    [found],
  );
  const bars = useMemo(() => histogram(times), [times]);
  const told = figures?.liquidations.timeToFlat;
  return (
    <section class="card" aria-label="Time to flat">
      <header>
        <h2>Time to flat</h2>
        <span class="quiet num">
          {told?.p50Millis === undefined ? "" : `half within ${span(told.p50Millis)}, 99 of 100 within ${span(told.p99Millis ?? 0)}, all within ${span(told.maxMillis ?? 0)}`}
        </span>
      </header>
      {failure && <Notice tone="warn">{failure}</Notice>}
      <Bars label={`How long ${times.length} liquidations of the last day took until flat`} bars={bars} />
      <p class="quiet">
        Liquidations of the last day that closed all they were asked to, by the time that each took at most
        {found && found.total > times.length ? `: the newest ${count(times.length)} of ${count(found.total)}` : ""}.
      </p>
      <Data heads={["Time", "Liquidations"]} rows={bars.map((bar) => [bar.name, count(bar.value)])} />
    </section>
  );
}

function Outcomes({ figures, failure }: { figures: Statistics | null; failure: string }) {
  const rows = useMemo(() => {
    if (!figures) {
      return [];
    }
    const { closed, open, endedOtherwise } = figures.positions;
    return [
      { name: "Closed", value: closed },
      ...(open > 0 ? [{ name: "Being closed", value: open }] : []),
      ...endedOtherwise.map((one) => ({ name: title(one.reason ?? one.status), value: one.count, bad: true })),
    ];
  }, [figures]);
  return (
    <section class="card" aria-label="Outcomes by reason">
      <header>
        <h2>Outcomes by reason</h2>
        <span class="quiet num">{figures ? `${plural(figures.liquidations.total, "liquidation")}${figures.liquidations.complete ? "" : " and more"}` : ""}</span>
      </header>
      {failure && <Notice tone="warn">{failure}</Notice>}
      {figures && (
        <>
          <Tally label={`What became of positions in the last day: ${rows.map((row) => `${row.name} ${row.value}`).join(", ")}`} rows={rows} />
          <p class="quiet">Positions of the liquidations that were accepted in the last day.</p>
          <Data heads={["Outcome", "Positions"]} rows={rows.map((row) => [row.name, count(row.value)])} />
        </>
      )}
    </section>
  );
}

function Fills({ figures }: { figures: Statistics | null }) {
  const [found, failure] = useAsked(fills);
  const now = new Date();
  const bars = (found?.hours ?? Array.from({ length: 24 }, () => 0)).map((value, i) => ({
    name: `${String((now.getHours() - 23 + i + 24) % 24).padStart(2, "0")} h`,
    value,
  }));
  return (
    <section class="card" aria-label="Fills of the last day">
      <header>
        <h2>Fills of the last day</h2>
        <span class="quiet num">
          {figures?.fills.byCurrency.map((one) => `${count(one.fills)} for ${money(one.turnover)} ${one.currency}`).join(" · ")}
        </span>
      </header>
      {failure && <Notice tone="warn">{failure}</Notice>}
      <Bars label={`Fills by the hour of the last day, ${bars.reduce((n, bar) => n + bar.value, 0)} in all`} bars={bars} every={3} />
      <p class="quiet">By the hour{found && !found.complete ? "; there are more than were read, so that the bars are too low" : ""}.</p>
      <Data heads={["Hour", "Fills"]} rows={bars.map((bar) => [bar.name, count(bar.value)])} />
    </section>
  );
}

export function Charts() {
  const [figures, failure] = useAsked(() => get<Statistics>("/statistics"));
  return (
    <div class="flatten">
      <div class="head">
        <h1>Charts</h1>
        <span class="quiet">Looked at every ten seconds</span>
      </div>
      <div class="charts">
        <div class="cards">
          <TimeToFlat figures={figures} />
          <ExposureChart />
        </div>
        <div class="cards">
          <Fills figures={figures} />
          <Outcomes figures={figures} failure={failure} />
        </div>
      </div>
    </div>
  );
}
