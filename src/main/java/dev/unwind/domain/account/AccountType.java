// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.account;

/** What an account is for. Upvest liquidates PORTFOLIO accounts only, unless configured. */
public enum AccountType {
  TRADING,
  PORTFOLIO
}
