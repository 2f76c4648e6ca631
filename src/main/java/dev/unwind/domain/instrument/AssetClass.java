// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.instrument;

/** Asset classes, in the words of the book document. */
public enum AssetClass {
  US_EQUITY,
  US_OPTION,
  CRYPTO,
  FUTURE,
  FUND
}
