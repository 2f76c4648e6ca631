// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.domain.value.AccountId;
import dev.unwind.venue.alpaca.activity.AccountActivities;
import dev.unwind.venue.alpaca.order.ExtendedHours;
import dev.unwind.venue.alpaca.order.OpenOrders;
import dev.unwind.venue.alpaca.rest.BrokerCalls;
import dev.unwind.venue.alpaca.rest.LinkStanding;
import dev.unwind.venue.alpaca.rest.RequestBudget;
import dev.unwind.venue.alpaca.session.BrokerSessions;
import dev.unwind.venue.alpaca.session.KeptCalendar;
import io.smallrye.mutiny.Uni;

/** What the way to one broker is made of. */
record LinkParts(
    String name,
    BrokerCalls calls,
    BrokerCalls unhurried,
    RequestBudget budget,
    OrderReports reports,
    Executions executions,
    Doubts doubts,
    Coverage coverage,
    KnownOrders known,
    OrderKeys keys,
    EnteredOrders entered,
    EnteredSince since,
    OpenOrders open,
    Reading reading,
    AccountActivities activities,
    BoundAccount account,
    LinkLease lease,
    BrokerSessions sessions,
    KeptCalendar calendar,
    ExtendedHours extended,
    LinkStanding standing) {

  /** Before an order of others is told that the ledger does not have. */
  Uni<Void> entered(AccountId account, EnteredOrders.Told told) {
    return told.entered() == null
        ? Uni.createFrom().voidItem()
        : executions.forgetOfOthers(told.order().id(), account);
  }
}
