// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.account;

import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountBuilder;
import dev.unwind.domain.account.AccountStatus;
import dev.unwind.domain.account.AccountType;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.reconciliation.OnDifference;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.VenueName;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** An account as it is read. It is written under its lock only, by the statements of the books. */
@Entity
@Immutable
@Table(name = "account")
class AccountEntity {
  @Id
  @Column(name = "account_id")
  long id;

  UUID uid;

  String name;

  @Nullable String title;

  @Enumerated(EnumType.STRING)
  AccountType type;

  @Enumerated(EnumType.STRING)
  AccountStatus status;

  String currency;

  @Enumerated(EnumType.STRING)
  @Column(name = "position_mode")
  PositionMode positionMode;

  boolean settles;

  BigDecimal cash;

  @Nullable UUID owner;

  @Column(name = "group_uid")
  @Nullable UUID groupUid;

  @Enumerated(EnumType.STRING)
  @Column(name = "trading_state")
  TradingState tradingState;

  @Column(name = "latched_by")
  @Nullable String latchedBy;

  @Column(name = "latched_reason")
  @Nullable String latchedReason;

  @Column(name = "latched_at")
  @Nullable OffsetDateTime latchedAt;

  @Column(name = "trade_suspended")
  boolean tradeSuspended;

  @Column(name = "long_only")
  boolean longOnly;

  String venue;

  @Enumerated(EnumType.STRING)
  @Column(name = "on_difference")
  OnDifference onDifference;

  @Column(name = "created_at")
  OffsetDateTime createdAt;

  Account toDomain() {
    return AccountBuilder.builder()
        .id(new AccountId(id))
        .uid(uid)
        .name(name)
        .title(title)
        .type(type)
        .status(status)
        .currency(currency)
        .positionMode(positionMode)
        .settles(settles)
        .cash(new Money(cash))
        .owner(owner)
        .groupUid(groupUid)
        .latch(
            new Account.Latch(
                tradingState,
                latchedBy,
                latchedReason,
                latchedAt == null ? null : latchedAt.toInstant()))
        .preferences(new Account.Preferences(tradeSuspended, longOnly))
        .venue(new VenueName(venue))
        .onDifference(onDifference)
        .createdAt(createdAt.toInstant())
        .build();
  }
}
