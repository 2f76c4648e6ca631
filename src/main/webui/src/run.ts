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

export const run = new Cell<Run>({ phase: "choose", targets: [] });

/** What a reload has to know: which liquidations there are, and what is not known to be one. */
const remembered = kept<{ accountId: number; name: string; request: CloseRequest; key: string; digest: string; id?: string }[]>(
  "unwind.run",
  [],
);

function change(target: Target, by: Partial<Target>): void {
  run.update((now) => ({
    ...now,
    targets: now.targets.map((one) => (one.key === target.key ? { ...one, ...by } : one)),
  }));
  remember();
}

function remember(): void {
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

const current = (key: string): Target | undefined => run.get().targets.find((one) => one.key === key);

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
  ready.forEach((target) => change(target, { state: "sending" }));
  // First all is sent, and then watched: a browser has few connections.
  await each(ready, FEW, deliver);
  run.get().targets.filter((one) => one.state === "running").forEach((one) => follow(one.key));
}

/** The same once more, for one whose answer never came. */
export async function ask(target: Target): Promise<void> {
  await deliver(target);
  follow(target.key);
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

let streams = 0;
const followed = new Set<string>();

/** Looks at a liquidation until it has ended: when its stream tells of something, else every second. */
function follow(key: string): void {
  if (followed.has(key)) {
    return;
  }
  followed.add(key);
  const id = current(key)?.id;
  if (id === undefined) {
    followed.delete(key);
    return;
  }
  let told = true;
  let stop: (() => void) | null = null;
  if (streams < STREAMS_MAX) {
    streams++;
    const end = listen(`/liquidations/${id}/events`, {
      event: () => (told = true),
      over: () => (told = true),
    });
    stop = () => {
      streams--;
      end();
    };
  }
  void (async () => {
    for (let quiet = 0; ; ) {
      const now = current(key);
      if (!now) {
        break;
      }
      if (told || (stop === null ? quiet >= 1000 : quiet >= 3000)) {
        told = false;
        quiet = 0;
        try {
          const seen = await get<Liquidation>(`/liquidations/${id}?itemsLimit=${ITEMS_MAX}`);
          const ended = seen.endedAt !== undefined;
          change(now, { liquidation: seen, state: ended ? "ended" : "running" });
          if (ended) {
            break;
          }
        } catch (failure) {
          if (failure instanceof Problem && failure.status === 404) {
            change(now, { state: "refused", refusal: words(failure) });
            break;
          }
          await linked();
          told = true;
        }
      }
      await sleep(200);
      quiet += 200;
    }
    stop?.();
    followed.delete(key);
  })();
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
  targets.filter((one) => one.id).forEach((one) => follow(one.key));
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
