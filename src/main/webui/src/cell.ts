// SPDX-License-Identifier: Apache-2.0
import { useEffect, useReducer } from "preact/hooks";

/** A value that components follow. */
export class Cell<T> {
  private readonly followers = new Set<() => void>();

  constructor(private value: T) {}

  get(): T {
    return this.value;
  }

  set(value: T): void {
    if (value !== this.value) {
      this.value = value;
      this.followers.forEach((follower) => follower());
    }
  }

  update(change: (value: T) => T): void {
    this.set(change(this.value));
  }

  follow(follower: () => void): () => void {
    this.followers.add(follower);
    return () => this.followers.delete(follower);
  }
}

export function useCell<T>(cell: Cell<T>): T {
  const [, again] = useReducer((n: number) => n + 1, 0);
  const seen = cell.get();
  useEffect(() => {
    if (cell.get() !== seen) {
      again(undefined as never);
    }
    return cell.follow(() => again(undefined as never));
  }, [cell]);
  return seen;
}

/**
 * The same of a cell that changes often: at most so often in that many milliseconds, and with the
 * last value in the end. What changes this part of it is seen at once.
 */
export function usePaced<T>(cell: Cell<T>, every: number, part: (value: T) => unknown): T {
  const [, again] = useReducer((n: number) => n + 1, 0);
  const seen = cell.get();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = part(cell.get());
    const show = () => {
      timer = undefined;
      again(undefined as never);
    };
    const end = cell.follow(() => {
      const now = part(cell.get());
      if (now !== last) {
        last = now;
        clearTimeout(timer);
        show();
      } else {
        timer ??= setTimeout(show, every);
      }
    });
    if (cell.get() !== seen) {
      show();
    }
    return () => {
      clearTimeout(timer);
      end();
    };
  }, [cell]);
  return seen;
}

/** The time, at most so many milliseconds old. */
export function useNow(every: number): number {
  const [, again] = useReducer((n: number) => n + 1, 0);
  useEffect(() => {
    const timer = setInterval(() => again(undefined as never), every);
    return () => clearInterval(timer);
  }, [every]);
  return Date.now();
}

/** A cell whose value survives a reload of this tab. */
export function kept<T>(name: string, otherwise: T, store: Storage = sessionStorage): Cell<T> {
  let value = otherwise;
  try {
    const text = store.getItem(name);
    value = text === null ? otherwise : (JSON.parse(text) as T);
  } catch {
    // What cannot be read counts as never written.
  }
  const cell = new Cell(value);
  cell.follow(() => {
    try {
      store.setItem(name, JSON.stringify(cell.get()));
    } catch {
      // A full store loses no more than where one was.
    }
  });
  return cell;
}
