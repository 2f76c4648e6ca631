// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect;

import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.Role;

/** What somebody does at an entrance, as far as it decides who may. */
public enum Act {
  /** Reads what everybody may know: contracts, products, exchanges, and who one is. */
  READ_MARKET,
  /** Reads accounts and what is in them. */
  READ,
  /** Closes positions and cancels orders. */
  CLOSE,
  /** Places and changes orders; opens and changes accounts. */
  TRADE,
  /** Sets latches and quotes. */
  CONTROL,
  /** Administers accounts, principals and what is traded. */
  ADMINISTER;

  /** Whether a role of the principal allows it; on which accounts is another question. */
  public boolean isOpenTo(Principal principal) {
    return switch (this) {
      case READ_MARKET, READ -> true;
      case CLOSE -> principal.mayClose();
      case TRADE -> principal.mayTrade();
      case CONTROL -> principal.mayControl();
      case ADMINISTER -> principal.has(Role.ADMIN);
    };
  }
}
