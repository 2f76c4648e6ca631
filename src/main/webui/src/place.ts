// SPDX-License-Identifier: Apache-2.0
import { Cell } from "./cell";

/** Where one is: the view, and what it is about. Kept in the address, so that a reload comes back. */
export interface Place {
  view: string;
  about: URLSearchParams;
}

function read(): Place {
  const [view = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  return { view: view || "desk", about: new URLSearchParams(query) };
}

export const place = new Cell<Place>(read());

addEventListener("hashchange", () => place.set(read()));

export function href(view: string, about: Record<string, string | undefined> = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(about)) {
    if (value !== undefined && value !== "") {
      query.set(name, value);
    }
  }
  const text = query.toString();
  return `#/${view}${text ? "?" + text : ""}`;
}

export function go(view: string, about: Record<string, string | undefined> = {}): void {
  location.hash = href(view, about);
}

/** The same view about something else, without a step to go back over. */
export function turn(view: string, about: Record<string, string | undefined>): void {
  history.replaceState(null, "", href(view, about));
  place.set(read());
}
