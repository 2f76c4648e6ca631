// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

/** What the way to one broker is made of. */
record LinkParts(
    String name,
    BrokerCalls calls,
    RequestBudget budget,
    OrderReports reports,
    Executions executions,
    Doubts doubts,
    Coverage coverage,
    KnownOrders known,
    BoundAccount account,
    LinkLease lease,
    BrokerSessions sessions,
    LinkStanding standing) {}
