// SPDX-License-Identifier: Apache-2.0
import { Cell } from "./cell";

const BASE = "/unwind/v1";
const SILENT_MAX = 60_000;

/** Beside the session's cookie this header is needed, which no page of another site can send. */
const OWN = { "Unwind-Console": "1" };

/** What the API has refused, in its own words. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly retryAfter: number | null,
  ) {
    super(message);
  }
}

/** No answer came: whether the request was carried out is not known. */
export class Unanswered extends Error {}

export interface Session {
  name: string;
  roles: string[];
  allAccounts: boolean;
  mayClose: boolean;
  mayControl: boolean;
  expiresAt?: string;
  endsAt?: string;
}

/** undefined: not known yet; null: nobody. */
export const session = new Cell<Session | null | undefined>(undefined);

/** Whether the server answers, and since when. */
export const link = new Cell<{ up: boolean; since: number }>({ up: true, since: Date.now() });

function heard(up: boolean): void {
  if (link.get().up !== up) {
    link.set({ up, since: Date.now() });
    if (!up) {
      void probe();
    }
  }
}

/** Asks until there is an answer; everything that waits for one then goes on. */
async function probe(): Promise<void> {
  for (let wait = 500; !link.get().up; wait = Math.min(wait * 1.5, 4000)) {
    await sleep(wait);
    try {
      await call("GET", "/session");
    } catch {
      // The link says whether there was an answer.
    }
  }
}

export function sleep(millis: number): Promise<void> {
  return new Promise((done) => setTimeout(done, millis));
}

export interface Answer<T> {
  status: number;
  value: T;
  etag: string | null;
}

export async function call<T>(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<T>> {
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(BASE + path, {
      method,
      headers: {
        ...OWN,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      credentials: "same-origin",
    });
    text = await answer.text();
  } catch {
    heard(false);
    throw new Unanswered("The server does not answer.");
  }
  heard(true);
  if (!answer.ok) {
    throw problem(answer, text, path);
  }
  return {
    status: answer.status,
    value: (text === "" ? undefined : JSON.parse(text)) as T,
    etag: answer.headers.get("ETag"),
  };
}

export async function get<T>(path: string): Promise<T> {
  return (await call<T>("GET", path)).value;
}

function problem(answer: Response, text: string, path: string): Problem {
  let code = `HTTP ${answer.status}`;
  let message = answer.statusText || code;
  try {
    const told = JSON.parse(text) as { code?: string; detail?: string };
    code = told.code ?? code;
    message = told.detail ?? message;
  } catch {
    // A proxy's page is no words of ours.
  }
  if (answer.status === 401 && path !== "/sign-in") {
    session.set(null);
  }
  const after = Number(answer.headers.get("Retry-After"));
  return new Problem(answer.status, code, message, after > 0 ? after : null);
}

/** A refusal in one sentence. */
export function words(failure: unknown): string {
  if (failure instanceof Problem) {
    return `${sentence(failure.message)} (${failure.code})`;
  }
  return failure instanceof Error ? failure.message : String(failure);
}

export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export interface Listener {
  event(name: string, data: string): void;
  /** Anything was heard, a comment too. */
  heard?(): void;
  /** It is over: nothing more will come, however often one asks. */
  over?(): void;
}

/**
 * Server-sent events by fetch, for an EventSource sends no header of ours. Comes back by itself,
 * after the last event that it has had. Returns what ends it.
 */
export function listen(path: string, listener: Listener): () => void {
  let stopped = false;
  let last: string | null = null;
  let abort = new AbortController();
  let quiet: ReturnType<typeof setTimeout> | undefined;

  const alive = () => {
    clearTimeout(quiet);
    quiet = setTimeout(() => abort.abort(), SILENT_MAX);
    listener.heard?.();
  };

  const once = async (): Promise<boolean> => {
    abort = new AbortController();
    const answer = await fetch(BASE + path, {
      headers: { ...OWN, Accept: "text/event-stream", ...(last === null ? {} : { "Last-Event-ID": last }) },
      signal: abort.signal,
      cache: "no-store",
    });
    heard(true);
    if (answer.status === 204) {
      return true;
    }
    if (!answer.ok || answer.body === null) {
      const refused = problem(answer, await answer.text(), path);
      if (refused.status === 404) {
        return true;
      }
      throw refused;
    }
    alive();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) {
        return false;
      }
      alive();
      const frames = (rest + value).split(/\r?\n\r?\n/);
      rest = frames.pop() ?? "";
      frames.forEach(frame);
    }
  };

  const frame = (text: string) => {
    let name = "message";
    const data: string[] = [];
    for (const line of text.split(/\r?\n/)) {
      const colon = line.indexOf(":");
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (field === "event") {
        name = value;
      } else if (field === "data") {
        data.push(value);
      } else if (field === "id") {
        last = value;
      }
    }
    if (data.length > 0) {
      listener.event(name, data.join("\n"));
    }
  };

  const run = async () => {
    for (let wait = 500; !stopped; wait = Math.min(wait * 1.5, 5000)) {
      const begun = Date.now();
      try {
        if (await once()) {
          listener.over?.();
          return;
        }
      } catch (failure) {
        if (stopped) {
          return;
        }
        if (!(failure instanceof Problem)) {
          heard(false);
        }
      }
      if (Date.now() - begun > 10_000) {
        wait = 500;
      }
      await sleep(wait);
      while (!stopped && (session.get() === null || !link.get().up)) {
        await sleep(200);
      }
    }
  };
  void run();
  return () => {
    stopped = true;
    clearTimeout(quiet);
    abort.abort();
  };
}

/** Does one after the other for all, so many at a time. */
export async function each<T>(all: T[], atOnce: number, act: (one: T) => Promise<void>): Promise<void> {
  const queue = [...all];
  await Promise.all(
    Array.from({ length: Math.min(atOnce, queue.length) }, async () => {
      for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
        await act(one);
      }
    }),
  );
}

/** A key that nobody else has. */
export function uniqueKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return "console-" + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
