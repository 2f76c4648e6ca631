// SPDX-License-Identifier: Apache-2.0

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const cents = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const exact = new Intl.NumberFormat("en-US", { maximumFractionDigits: 18 });
const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** Decimals come as text and are shown without passing through binary fractions. */
function shown(format: Intl.NumberFormat, decimal: string): string {
  return format.format(decimal as unknown as number).replace(/^-(?=[0.,]*$)/, "").replace("-", "−");
}

export const count = (n: number): string => whole.format(n);
export const money = (decimal: string): string => shown(cents, decimal);
export const units = (decimal: string): string => shown(exact, decimal);
export const brief = (n: number): string => compact.format(n).replace("-", "−");

/** With its sign, plus too. */
export function signed(decimal: string): string {
  const text = money(decimal);
  return Number(decimal) > 0 && text !== "0.00" ? "+" + text : text;
}

export const number = (decimal: string | undefined): number => (decimal === undefined ? 0 : Number(decimal));

export function plural(n: number, one: string, many = one + "s"): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

export function age(millis: number): string {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  return seconds < 3600 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
}

export function span(millis: number): string {
  if (millis < 1000) {
    return `${Math.round(millis)} ms`;
  }
  return millis < 60_000 ? `${(millis / 1000).toFixed(millis < 10_000 ? 2 : 1)} s` : `${Math.floor(millis / 60_000)} min ${Math.round((millis % 60_000) / 1000)} s`;
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "2-digit", month: "short" });

export function time(iso: string): string {
  const at = new Date(iso);
  return `${clock.format(at)}.${String(at.getMilliseconds()).padStart(3, "0")}`;
}

export const date = (iso: string): string => day.format(new Date(iso));

/** A name of the wire for people: CLOSE_ONLY as close only. */
export const lower = (code: string): string => code.toLowerCase().replaceAll("_", " ");

export const title = (code: string): string => {
  const text = lower(code);
  return text.charAt(0).toUpperCase() + text.slice(1);
};
