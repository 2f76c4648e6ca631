// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { signed, number } from "./format";
import type { TradingState } from "./wire";

/** A dialog that keeps the focus; Escape and the backdrop dismiss it and do nothing else. */
export function Dialog(props: {
  title: string;
  onDismiss: () => void;
  children: ComponentChildren;
  wide?: boolean;
  /** A sign-in cannot be put aside. */
  held?: boolean;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useLayoutEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    ref.current?.showModal();
    ref.current?.querySelector<HTMLElement>("[data-first]")?.focus();
    return () => before?.focus();
  }, []);
  return (
    <dialog
      ref={ref}
      class={props.wide ? "dialog wide" : "dialog"}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        if (!props.held) {
          props.onDismiss();
        }
      }}
      onClose={() => {
        // A browser lets nobody hold a dialog against a second Escape.
        if (props.held) {
          ref.current?.showModal();
          ref.current?.querySelector<HTMLElement>("[data-first]")?.focus();
        } else {
          props.onDismiss();
        }
      }}
      onClick={(event) => {
        if (event.target === ref.current && !props.held) {
          props.onDismiss();
        }
      }}
    >
      <div class="dialog-body">
        <h2 id={heading}>{props.title}</h2>
        {props.children}
      </div>
    </dialog>
  );
}

/** Shapes as well as colours: states are told apart without seeing either. */
const MARKS: Record<string, string> = {
  good: "M3 8.5l3.2 3.2L13 5",
  bad: "M4 4l8 8M12 4l-8 8",
  warn: "M8 2.5v7M8 12.5v1",
  busy: "M3.2 8h.01M8 8h.01M12.8 8h.01",
  off: "M3 8h10",
};

export type Tone = keyof typeof MARKS;

export function Mark({ tone }: { tone: Tone }) {
  return (
    <svg class={`mark ${tone}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={MARKS[tone]} />
    </svg>
  );
}

export function Chip({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  return (
    <span class={`chip ${tone}`}>
      <Mark tone={tone} />
      {children}
    </span>
  );
}

export function Latch({ state }: { state: TradingState["state"] }) {
  switch (state) {
    case "ACTIVE":
      return <Chip tone="good">Active</Chip>;
    case "CLOSE_ONLY":
      return <Chip tone="warn">Close only</Chip>;
    case "HALTED":
      return <Chip tone="bad">Halted</Chip>;
  }
}

/** An amount with its sign, coloured and marked. */
export function Result({ decimal }: { decimal: string }) {
  const n = number(decimal);
  return <span class={n > 0 ? "num up" : n < 0 ? "num down" : "num quiet"}>{signed(decimal)}</span>;
}

export function Notice(props: { tone: Tone; children: ComponentChildren; urgent?: boolean }) {
  return (
    <div class={`notice ${props.tone}`} role={props.urgent ? "alert" : "status"}>
      <Mark tone={props.tone} />
      <div>{props.children}</div>
    </div>
  );
}

export interface Column<R> {
  key: string;
  label: string;
  /** A track of the grid. */
  width: string;
  end?: boolean;
  cell: (row: R) => ComponentChildren;
  /** By what it is sorted; without, it is not. */
  by?: (row: R) => number | string;
}

export interface Order {
  key: string;
  down: boolean;
}

export function sorted<R>(rows: R[], columns: Column<R>[], order: Order | null): R[] {
  const by = columns.find((column) => column.key === order?.key)?.by;
  if (!by || !order) {
    return rows;
  }
  const sign = order.down ? -1 : 1;
  return [...rows].sort((one, other) => {
    const a = by(one);
    const b = by(other);
    return a < b ? -sign : a > b ? sign : 0;
  });
}

const ROW = 32;
const SPARE = 8;

/**
 * A table of any length, of which only the rows in sight exist. Arrows, Page Up and Down, Home and
 * End move through it, Space chooses, Enter opens.
 */
export function Rows<R>(props: {
  label: string;
  columns: Column<R>[];
  rows: R[];
  id: (row: R) => string | number;
  empty: string;
  order?: Order | null;
  onOrder?: (order: Order) => void;
  chosen?: ReadonlySet<string | number>;
  onChoose?: (row: R) => void;
  onOpen?: (row: R) => void;
  tone?: (row: R) => string;
  class?: string;
}) {
  const { rows, columns } = props;
  const box = useRef<HTMLDivElement>(null);
  const name = useId();
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(400);
  const [at, setAt] = useState(0);
  const [inside, setInside] = useState(false);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) {
      return;
    }
    const watch = new ResizeObserver(() => setHeight(element.clientHeight));
    watch.observe(element);
    setHeight(element.clientHeight);
    return () => watch.disconnect();
  }, []);

  const here = Math.min(at, Math.max(0, rows.length - 1));
  const first = Math.max(0, Math.floor(top / ROW) - SPARE);
  const last = Math.min(rows.length, Math.ceil((top + height) / ROW) + SPARE);
  const tracks = columns.map((column) => column.width).join(" ");

  const go = (to: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, to));
    setAt(next);
    const element = box.current;
    if (element) {
      const y = next * ROW;
      const seen = element.clientHeight - ROW;
      if (y < element.scrollTop) {
        element.scrollTop = y;
      } else if (y + ROW > element.scrollTop + seen) {
        element.scrollTop = y + ROW - seen;
      }
    }
  };

  const onKey = (event: KeyboardEvent) => {
    if (event.target !== box.current || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const page = Math.max(1, Math.floor(height / ROW) - 2);
    const row = rows[here];
    const act: Record<string, () => void> = {
      ArrowDown: () => go(here + 1),
      ArrowUp: () => go(here - 1),
      PageDown: () => go(here + page),
      PageUp: () => go(here - page),
      Home: () => go(0),
      End: () => go(rows.length - 1),
    };
    if (row !== undefined && props.onChoose) {
      act[" "] = () => props.onChoose?.(row);
    }
    if (row !== undefined && (props.onOpen ?? props.onChoose)) {
      act.Enter = () => (props.onOpen ?? props.onChoose)?.(row);
    }
    const found = act[event.key];
    if (found) {
      event.preventDefault();
      found();
    }
  };

  return (
    <div
      ref={box}
      class={`rows ${props.class ?? ""}`}
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-multiselectable={props.onChoose ? true : undefined}
      aria-activedescendant={inside && rows.length > 0 && here >= first && here < last ? `${name}-${here}` : undefined}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      onKeyDown={onKey}
      onFocusCapture={() => setInside(true)}
      onBlurCapture={() => setInside(false)}
    >
      <div class="rows-inner" role="presentation">
      <div class="rows-head" role="row" aria-rowindex={1} style={{ gridTemplateColumns: tracks }}>
        {columns.map((column) => {
          const is = props.order?.key === column.key ? props.order : null;
          return (
            <div
              key={column.key}
              role="columnheader"
              class={column.end ? "end" : ""}
              aria-sort={is ? (is.down ? "descending" : "ascending") : undefined}
            >
              {column.by && props.onOrder ? (
                <button
                  type="button"
                  class="sort"
                  onClick={() => props.onOrder?.({ key: column.key, down: is ? !is.down : Boolean(column.end) })}
                >
                  {column.label}
                  <span aria-hidden="true">{is ? (is.down ? "▾" : "▴") : ""}</span>
                </button>
              ) : column.key === "pick" ? (
                <span class="unseen">{column.label}</span>
              ) : (
                column.label
              )}
            </div>
          );
        })}
      </div>
      <div class="rows-body" role="rowgroup" style={{ height: `${Math.max(1, rows.length) * ROW}px` }}>
        {rows.length === 0 && (
          <div role="row" class="row none">
            <div role="gridcell">{props.empty}</div>
          </div>
        )}
        {rows.slice(first, last).map((row, i) => {
          const index = first + i;
          const id = props.id(row);
          const chosen = props.chosen?.has(id);
          return (
            <div
              key={id}
              id={`${name}-${index}`}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={props.onChoose ? Boolean(chosen) : undefined}
              class={`row ${chosen ? "chosen" : ""} ${inside && index === here ? "here" : ""} ${props.tone?.(row) ?? ""}`}
              style={{ gridTemplateColumns: tracks, transform: `translateY(${index * ROW}px)` }}
              onClick={(event) => {
                setAt(index);
                const picks = (event.target as HTMLElement).closest("[data-pick]") !== null;
                (picks ? props.onChoose : (props.onOpen ?? props.onChoose))?.(row);
              }}
            >
              {columns.map((column) => (
                <div
                  key={column.key}
                  role="gridcell"
                  class={column.end ? "end" : ""}
                  data-pick={column.key === "pick" ? "" : undefined}
                >
                  {column.cell(row)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
      </div>
    </div>
  );
}

/**
 * A list of any length, of which only the entries in sight exist; each of them is as high as the
 * others.
 */
export function Lot<R>(props: {
  label: string;
  rows: R[];
  id: (row: R) => string | number;
  entry: number;
  children: (row: R) => ComponentChildren;
}) {
  const { rows, entry } = props;
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) {
      return;
    }
    const watch = new ResizeObserver(() => setHeight(element.clientHeight));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  const first = Math.max(0, Math.floor(top / entry) - SPARE);
  const last = Math.min(rows.length, Math.ceil((top + height) / entry) + SPARE);
  return (
    <div
      ref={box}
      class="lot"
      style={{ height: `${rows.length * entry}px` }}
      role="group"
      tabIndex={0}
      aria-label={props.label}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <ul style={{ height: `${rows.length * entry}px` }}>
        {rows.slice(first, last).map((row, i) => (
          <li
            key={props.id(row)}
            aria-posinset={first + i + 1}
            aria-setsize={rows.length}
            style={{ height: `${entry}px`, transform: `translateY(${(first + i) * entry}px)` }}
          >
            {props.children(row)}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A box that a row is chosen by; the row itself tells its state. */
export function Tick({ on }: { on: boolean }) {
  return <span class={on ? "tick on" : "tick"} aria-hidden="true" />;
}

export function Field(props: { label: string; hint?: string; children: (id: string) => ComponentChildren }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      {props.children(id)}
      {props.hint && <p class="hint">{props.hint}</p>}
    </div>
  );
}

export function Choice<T extends string>(props: {
  label: string;
  value: T;
  options: readonly (readonly [T, string])[];
  onChange: (value: T) => void;
}) {
  return (
    <Field label={props.label}>
      {(id) => (
        <select id={id} value={props.value} onChange={(event) => props.onChange(event.currentTarget.value as T)}>
          {props.options.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function Text(props: {
  label: string;
  value: string;
  onInput: (value: string) => void;
  hint?: string;
  placeholder?: string;
  first?: boolean;
  maxLength?: number;
  numeric?: boolean;
}) {
  return (
    <Field label={props.label} hint={props.hint}>
      {(id) => (
        <input
          id={id}
          type="text"
          autocomplete="off"
          spellcheck={false}
          value={props.value}
          placeholder={props.placeholder}
          maxLength={props.maxLength}
          inputMode={props.numeric ? "numeric" : undefined}
          data-first={props.first ? "" : undefined}
          onInput={(event) => props.onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export function Switch(props: { label: string; on: boolean; onChange: (on: boolean) => void }) {
  const id = useId();
  return (
    <div class="switch">
      <input id={id} type="checkbox" checked={props.on} onChange={(event) => props.onChange(event.currentTarget.checked)} />
      <label for={id}>{props.label}</label>
    </div>
  );
}

/** Names that match all the words of a search, wherever they stand. */
export function matcher(search: string): (text: string) => boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return (text) => {
    const low = text.toLowerCase();
    return words.every((word) => low.includes(word));
  };
}

export function useDebounced<T>(value: T, millis: number): T {
  const [late, setLate] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLate(value), millis);
    return () => clearTimeout(timer);
  }, [value, millis]);
  return late;
}

/** Saves what is shown as a file. */
export function save(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A field of a CSV file; one that a spreadsheet would take for a formula is made a text. */
export function csv(value: string): string {
  const safe = /^[=+@\t\r]|^-(?![\d.])/.test(value) ? "'" + value : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function useMemoRows<R>(rows: R[], columns: Column<R>[], order: Order | null): R[] {
  return useMemo(() => sorted(rows, columns, order), [rows, order]);
}
