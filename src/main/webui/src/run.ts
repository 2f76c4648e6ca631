// SPDX-License-Identifier: Apache-2.0
import { Problem, Unanswered, call, each, get, link, listen, sleep, uniqueKey, words } from "./api";
import { Cell, kept } from "./cell";
import type { CloseRequest, Liquidation, Preview } from "./wire";

/**
 * What is to become of one account. Its key is made before anything is sent and kept with it: the
 * same request under the same key has one effect, however often it is sent.
 */
export interface Target {
  accountId: number;
  name: string;
  request: CloseRequest;
  key: string;
  state:
    | "previewing"
    | "ready"
    | "nothing"
    | "refused"
    /** The book is not what was confirmed: nothing was sent, and it is shown again. */
    | "changed"
    | "sending"
    /** Sent, and no answer came. */
    | "unknown"
    | "running"
    | "ended";
  preview?: Preview;
  refusal?: string;
  id?: string;
  liquidation?: Liquidation;
}

export interface Run {
  phase: "choose" | "preview" | "watch";
  targets: Target[];
}

const FEW = 4;
const STREAMS_MAX = 2;
const ITEMS_MAX = 2000;
const SENDING_MAX = 120_000;
const LOOK_EVERY = 200;
const LIST_EVERY = 1000;
const LISTED = 1000;
/** Looked at between two lists. */
const LOOKS_MAX = 50;
const LOOKS_AT_ONCE = 2;
/** A stream that is lost says nothing either. */
const QUIET_MAX = 3000;

export const run = new Cell<Run>({ phase: "choose", targets: [] });

/** What a reload has to know: which liquidations there are, and what is not known to be one. */
const remembered = kept<{ accountId: number; name: string; request: CloseRequest; key: string; digest: string; id?: string }[]>(
  "unwind.run",
  [],
);

/** Where each stands in the run. Of a thousand, one is not looked for among the others. */
let places = new Map<string, number>();

run.follow(() => {
  const { targets } = run.get();
  if (targets.length !== places.size || targets.some((one, i) => places.get(one.key) !== i)) {
    places = new Map(targets.map((one, i) => [one.key, i]));
  }
});

function change(target: Target, by: Partial<Target>): void {
  changeAll([target], by);
}

function changeAll(these: readonly Target[], by: Partial<Target>): void {
  run.update((now) => {
    const targets = [...now.targets];
    for (const { key } of these) {
      const at = places.get(key);
      if (at !== undefined) {
        targets[at] = { ...targets[at]!, ...by };
      }
    }
    return { ...now, targets };
  });
  noted ||= setTimeout(remember, NOTE_AFTER);
}

const NOTE_AFTER = 250;
let noted: ReturnType<typeof setTimeout> | undefined;

addEventListener("pagehide", () => noted && remember());

function remember(): void {
  clearTimeout(noted);
  noted = undefined;
  remembered.set(
    run
      .get()
      .targets.filter((one) => one.preview && (one.state === "sending" || one.state === "unknown" || one.id))
      .map(({ accountId, name, request, key, preview, id }) => ({
        accountId,
        name,
        request,
        key,
        digest: preview!.digest,
        id,
      })),
  );
}

function current(key: string): Target | undefined {
  const at = places.get(key);
  return at === undefined ? undefined : run.get().targets[at];
}

/** Positions of a preview that something is sent for. */
export function closable(target: Target): number {
  return (target.preview?.positions ?? []).filter((line) => line.outcome !== "FAILED" && line.outcome !== "ENDED").length;
}

export async function preview(accounts: { accountId: number; name: string }[], request: Omit<CloseRequest, "account">): Promise<void> {
  const targets = accounts.map(
    ({ accountId, name }): Target => ({
      accountId,
      name,
      request: { ...request, account: String(accountId) },
      key: uniqueKey(),
      state: "previewing",
    }),
  );
  run.set({ phase: "preview", targets });
  await each(targets, FEW, look);
}

async function look(target: Target): Promise<void> {
  for (;;) {
    try {
      const seen = (await call<Preview>("POST", "/liquidations/preview", target.request)).value;
      change(target, { preview: seen, state: seen.positions.length === 0 ? "nothing" : "ready" });
      return;
    } catch (failure) {
      if (failure instanceof Problem && failure.code === "POSITION_NOT_FOUND") {
        change(target, { state: "nothing" });
        return;
      }
      if (failure instanceof Problem) {
        change(target, { state: "refused", refusal: words(failure) });
        return;
      }
      await linked();
    }
  }
}

async function linked(): Promise<void> {
  do {
    await sleep(250);
  } while (!link.get().up);
}

/** Sends what was confirmed: each account's request with the digest of what was shown of it. */
export async function send(): Promise<void> {
  const ready = run.get().targets.filter((one) => one.state === "ready" && closable(one) > 0);
  run.update((now) => ({ ...now, phase: "watch" }));
  changeAll(ready, { state: "sending" });
  remember();
  // What is accepted is watched while the rest is sent, by few requests: a browser has few connections.
  await each(ready, FEW, ask);
}

/** Sends one, and watches it; once more under its key where its answer never came. */
export async function ask(target: Target): Promise<void> {
  await deliver(target);
  const now = current(target.key);
  follow(now?.state === "running" ? [now] : []);
}

async function deliver(target: Target): Promise<void> {
  const digest = target.preview?.digest ?? "";
  const until = Date.now() + SENDING_MAX;
  change(target, { state: "sending" });
  for (;;) {
    try {
      const accepted = await call<Liquidation>("POST", "/liquidations", target.request, {
        "Idempotency-Key": target.key,
        "If-Match": `"${digest}"`,
      });
      change(target, { state: "running", id: accepted.value.id, liquidation: accepted.value });
      return;
    } catch (failure) {
      if (failure instanceof Problem && failure.code === "BOOK_CHANGED") {
        // Nothing was sent. What is shown next is another request, with a key of its own.
        change(target, { state: "changed", preview: undefined });
        return;
      }
      const again =
        failure instanceof Unanswered ||
        (failure instanceof Problem && (failure.status >= 500 || failure.status === 401 || failure.status === 429));
      if (!again) {
        change(target, { state: "refused", refusal: words(failure) });
        return;
      }
      if (Date.now() > until) {
        change(target, { state: "unknown" });
        return;
      }
      await sleep(500);
      await linked();
    }
  }
}

/** Shows again what has changed since it was confirmed; what runs goes on. */
export async function lookAgain(): Promise<void> {
  const changed = run.get().targets.filter((one) => one.state === "changed");
  const fresh = changed.map((one): Target => ({ ...one, key: uniqueKey(), state: "previewing", refusal: undefined }));
  run.update((now) => ({ ...now, targets: [...now.targets.filter((one) => one.state !== "changed"), ...fresh] }));
  await each(fresh, FEW, look);
}

/** Liquidations that are looked at, with what ends the stream of one that has one. */
const followed = new Map<string, (() => void) | null>();
/** Those of which there is more to see than was seen. */
const stale = new Set<string>();
let watching = false;

/** Looks at these until they have ended. */
function follow(targets: readonly Target[]): void {
  for (const { key, id } of targets) {
    if (id !== undefined && !followed.has(key)) {
      const streams = [...followed.values()].filter((end) => end !== null).length;
      const look = () => void stale.add(key);
      followed.set(key, streams < STREAMS_MAX ? listen(`/liquidations/${id}/events`, { event: look, over: look }) : null);
      stale.add(key);
    }
  }
  if (!watching && followed.size > 0) {
    watching = true;
    void watch().finally(() => (watching = false));
  }
}

/**
 * Streams tell of a few; of the others one list tells each second which have changed. What has is
 * looked at a few at a time, however many there are.
 */
async function watch(): Promise<void> {
  for (let quiet = 0; followed.size > 0; quiet += LOOK_EVERY) {
    for (const key of [...followed.keys()].filter((one) => current(one) === undefined)) {
      unfollow(key);
    }
    if (quiet >= LIST_EVERY && [...followed.values()].some((end) => end === null)) {
      quiet = 0;
      await compare();
    } else if (quiet >= QUIET_MAX) {
      quiet = 0;
      [...followed.keys()].forEach((key) => stale.add(key));
    }
    const these = [...stale].slice(0, LOOKS_MAX);
    these.forEach((key) => stale.delete(key));
    await each(these, LOOKS_AT_ONCE, see);
    await sleep(LOOK_EVERY);
  }
}

function unfollow(key: string): void {
  followed.get(key)?.();
  followed.delete(key);
  stale.delete(key);
}

/** Which of those that run have changed since they were seen. */
async function compare(): Promise<void> {
  const open = new Map<string, Target>();
  for (const key of followed.keys()) {
    const target = current(key);
    if (target?.id !== undefined) {
      open.set(target.id, target);
    }
  }
  const begun = [...open.values()].map((one) => one.liquidation?.createdAt).filter((at) => at !== undefined).sort()[0];
  try {
    for (let offset = 0; ; offset += LISTED) {
      const from = begun === undefined ? "" : `&from=${encodeURIComponent(begun)}`;
      const page = await get<{ liquidations: Liquidation[] }>(`/liquidations?limit=${LISTED}&offset=${offset}${from}`);
      for (const one of page.liquidations) {
        const known = open.get(one.id);
        open.delete(one.id);
        if (known && (one.endedAt !== known.liquidation?.endedAt || !same(one, known.liquidation))) {
          stale.add(known.key);
          change(known, { liquidation: { ...one, items: known.liquidation?.items } });
        }
      }
      if (page.liquidations.length < LISTED || open.size === 0) {
        break;
      }
    }
    open.forEach((target) => stale.add(target.key));
  } catch {
    await linked();
  }
}

function same(one: Liquidation, other: Liquidation | undefined): boolean {
  const { counts } = one;
  return (
    other !== undefined &&
    (Object.keys(counts) as (keyof typeof counts)[]).every((name) => counts[name] === other.counts[name])
  );
}

async function see(key: string): Promise<void> {
  const target = current(key);
  if (target === undefined || !followed.has(key)) {
    return;
  }
  try {
    const seen = await get<Liquidation>(`/liquidations/${target.id}?itemsLimit=${ITEMS_MAX}`);
    const ended = seen.endedAt !== undefined;
    change(target, { liquidation: seen, state: ended ? "ended" : "running" });
    if (ended) {
      unfollow(key);
    }
  } catch (failure) {
    if (failure instanceof Problem && failure.status === 404) {
      change(target, { state: "refused", refusal: words(failure) });
      unfollow(key);
    } else {
      await linked();
      stale.add(key);
    }
  }
}

/** After a reload: what was accepted is watched again, and what is not known is said to be so. */
export function resume(): void {
  const before = remembered.get();
  if (before.length === 0 || run.get().targets.length > 0) {
    return;
  }
  const targets = before.map(
    ({ digest, ...one }): Target => ({
      ...one,
      preview: { accountId: one.accountId, digest, positions: [], cancels: [], proceeds: { currency: "", unpriced: [] } },
      state: one.id ? "running" : "unknown",
    }),
  );
  run.set({ phase: "watch", targets });
  follow(targets.filter((one) => one.id));
}

export async function stopTarget(target: Target): Promise<void> {
  if (target.id) {
    change(target, { liquidation: (await call<Liquidation>("DELETE", `/liquidations/${target.id}`)).value });
  }
}

/** Back to the choice; what runs goes on without being watched here. */
export function leaveRun(): void {
  run.set({ phase: "choose", targets: [] });
  remembered.set([]);
}
