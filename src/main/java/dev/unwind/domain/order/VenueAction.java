// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.order;

/** What the venue must be told next about an order. */
public enum VenueAction {
  SEND,
  CANCEL,
  REPLACE
}
