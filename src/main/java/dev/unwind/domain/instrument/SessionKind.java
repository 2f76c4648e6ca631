// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.instrument;

/** The session calendar that an instrument follows. */
public enum SessionKind {
  ALWAYS,
  US_EQUITY,
  CME_GLOBEX
}
