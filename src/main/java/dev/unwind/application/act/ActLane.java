// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.act;

/** Acts that wait for each other. Those of another lane have room of their own. */
public enum ActLane {
  /** Over one account, such as what follows from a missed heartbeat or a broken rule. */
  SINGLE,
  /** Over several accounts, which it stops or restricts. */
  HALTING,
  /** Any other over several accounts. */
  CLOSING
}
