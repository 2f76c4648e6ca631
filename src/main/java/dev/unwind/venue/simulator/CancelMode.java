// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator;

/** What becomes of a cancel of a working order. */
public enum CancelMode {
  ACCEPT,
  /** The request is taken and nothing follows: the order works on. */
  IGNORE,
  /** A report says that it was not cancelled: the order works on. */
  REJECT
}
