// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

/** A venue of the configuration cannot be made. The message is a sentence part for its operator. */
public final class VenueSettingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public VenueSettingException(String message) {
    super(message);
  }
}
