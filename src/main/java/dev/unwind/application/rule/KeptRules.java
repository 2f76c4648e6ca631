// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.rule;

import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.rule.RiskRules;
import dev.unwind.domain.rule.RuleState;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rules of an account with what they remember.
 *
 * @param caller who has set them
 * @param origin under whose name is done what they say
 * @param version counts how often they were set
 * @param turn counts what they remember, so that nobody writes over another's newer memory
 * @param firedAt when one was found broken last
 * @param act what closes everything then; null where nothing does
 */
public record KeptRules(
    AccountId account,
    PrincipalId caller,
    DecisionOrigin origin,
    RiskRules rules,
    int version,
    long turn,
    RuleState state,
    @Nullable Instant firedAt,
    @Nullable UUID act) {

  KeptRules with(RuleState next) {
    return new KeptRules(account, caller, origin, rules, version, turn + 1, next, firedAt, act);
  }

  KeptRules fired(RuleState next, Instant at, @Nullable UUID made) {
    return new KeptRules(
        account, caller, origin, rules, version, turn + 1, next, at, made == null ? act : made);
  }
}
