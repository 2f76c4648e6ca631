// SPDX-License-Identifier: Apache-2.0
import { get, listen, session, sleep } from "./api";
import { Cell } from "./cell";
import type { DeskLine } from "./wire";

/** All accounts of the caller, as they stand. */
export interface Book {
  lines: DeskLine[];
  loaded: boolean;
}

interface Page {
  accounts: DeskLine[];
  next?: number;
}

const PAGE = 1000;
/** A browser keeps six connections to a host; the rest of the pages are asked for. */
const STREAMS_MAX = 2;
const ASK_EVERY = 5000;

export const book = new Cell<Book>({ lines: [], loaded: false });

/** When each page was last known to be true; the oldest is the age of the data. */
const trueAt = new Map<number, number>();

export function bookAge(now: number): number | null {
  return trueAt.size === 0 ? null : now - Math.min(...trueAt.values());
}

const lines = new Map<number, DeskLine>();
let frame = 0;

function changed(): void {
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    book.set({ lines: [...lines.values()].sort((a, b) => a.accountId - b.accountId), loaded: true });
  });
}

function take(accounts: DeskLine[]): void {
  accounts.forEach((line) => lines.set(line.accountId, line));
  changed();
}

async function begin(): Promise<void> {
  let after = 0;
  for (let page = 0; ; page++) {
    let found: Page;
    try {
      found = await get<Page>(`/desk?after=${after}&limit=${PAGE}`);
    } catch {
      await sleep(1000);
      page--;
      continue;
    }
    take(found.accounts);
    trueAt.set(after, Date.now());
    follow(after, page < STREAMS_MAX);
    if (found.next === undefined) {
      return;
    }
    after = found.next;
  }
}

function follow(after: number, streamed: boolean): void {
  if (streamed) {
    listen(`/desk/stream?after=${after}&limit=${PAGE}`, {
      event: (_, data) => take([JSON.parse(data) as DeskLine]),
      heard: () => trueAt.set(after, Date.now()),
    });
    return;
  }
  setInterval(async () => {
    try {
      take((await get<Page>(`/desk?after=${after}&limit=${PAGE}`)).accounts);
      trueAt.set(after, Date.now());
    } catch {
      // Its age tells.
    }
  }, ASK_EVERY);
}

let begun = false;

/** Follows the accounts of whoever is signed in. */
export function keepBook(): void {
  const look = () => {
    if (!begun && session.get()) {
      begun = true;
      void begin();
    }
  };
  session.follow(look);
  look();
}
