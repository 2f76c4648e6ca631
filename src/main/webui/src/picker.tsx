// SPDX-License-Identifier: Apache-2.0
import { useCell, type Cell } from "./cell";

/** Where accounts are looked for; Enter and the arrow go on to the rows below. */
export function AccountSearch({ text, rows }: { text: Cell<string>; rows: string }) {
  return (
    <input
      type="search"
      data-search
      aria-label="Search accounts"
      placeholder="Search accounts   /"
      value={useCell(text)}
      onInput={(event) => text.set(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter" || event.key === "ArrowDown") {
          event.preventDefault();
          document.querySelector<HTMLElement>(rows)?.focus();
        }
      }}
    />
  );
}

/** Chooses an account, or no longer. */
export function turnChoice(chosen: Cell<number[]>, id: number): void {
  chosen.update((now) => (now.includes(id) ? now.filter((other) => other !== id) : [...now, id]));
}

/** Chooses these besides those that are chosen. */
export function chooseAlso(chosen: Cell<number[]>, ids: readonly number[], more: readonly { accountId: number }[]): void {
  chosen.set([...new Set([...ids, ...more.map((line) => line.accountId)])]);
}
