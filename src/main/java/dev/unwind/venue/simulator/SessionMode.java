// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator;

/** When the simulator trades. Orders are taken at any time; while it is closed they rest. */
public enum SessionMode {
  OPEN,
  CLOSED,
  /** By the public calendar of each instrument's market. */
  CALENDAR
}
