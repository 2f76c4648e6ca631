// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.importing;

import org.jspecify.annotations.Nullable;

/**
 * A file of positions that another system wrote.
 *
 * @param account name of the account that gets them
 * @param createIn currency in which the account is made when there is none; null when it must exist
 */
public record PositionFile(Format format, String account, @Nullable String createIn) {
  /** What the file looks like. */
  public enum Format {
    /** A header row and one position per row. */
    CSV,
    /** The JSON that Alpaca's {@code GET /v2/positions} answers. */
    ALPACA
  }
}
