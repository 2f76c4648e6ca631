// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.book;

/** A venue that is not the one built in, and states nothing. */
final class SilentVenue extends HomeVenue {
  static final String NAME = "silent";

  @Override
  public String name() {
    return NAME;
  }
}
