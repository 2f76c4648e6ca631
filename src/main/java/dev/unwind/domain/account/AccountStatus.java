// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.account;

/** Whether an account may act: CLOSING admits sells only, LOCKED and CLOSED nothing. */
public enum AccountStatus {
  ACTIVE,
  CLOSING,
  LOCKED,
  CLOSED
}
