// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.observation;

import java.util.List;
import java.util.Locale;

/** Every metric of our own: docs/metrics.md is made of this. Labels have few values each. */
public enum Metric {
  CLOSES_ENDED(
      "unwind.closes.ended",
      Kind.COUNTER,
      "",
      "Closes of single positions that have ended, by how and by the API that they came through",
      "dialect",
      "outcome"),
  CLOSE_ACKNOWLEDGED(
      "unwind.close.acknowledged",
      Kind.HISTOGRAM,
      "seconds",
      "From the request for a close to its commit, when it may be acknowledged",
      "dialect"),
  CLOSE_FLAT(
      "unwind.close.flat",
      Kind.HISTOGRAM,
      "seconds",
      "From the acceptance of a close to its last fill, of closes that end FILLED",
      "dialect"),
  REFUSALS(
      "unwind.refusals",
      Kind.COUNTER,
      "",
      "Closes and orders that were refused, by reason (docs/reasons.md)",
      "dialect",
      "command",
      "reason"),
  OPERATIONS(
      "unwind.operations",
      Kind.COUNTER,
      "",
      "Operations called over sockets; those over HTTP are in http_server_requests_seconds",
      "dialect",
      "operation"),
  ORDERS_TAKEN_OVER(
      "unwind.orders.taken.over",
      Kind.COUNTER,
      "",
      "Orders claimed after the lease of an earlier owner had run out"),
  VENUE_ACKNOWLEDGED(
      "unwind.venue.acknowledged",
      Kind.HISTOGRAM,
      "seconds",
      "From telling a venue of a new order to its word that it has it",
      "venue"),
  VENUE_FILLED(
      "unwind.venue.filled",
      Kind.HISTOGRAM,
      "seconds",
      "From telling a venue of a new order to the booking of its first trade",
      "venue"),
  VENUE_RECONNECTIONS(
      "unwind.venue.reconnections",
      Kind.COUNTER,
      "",
      "How often a venue has begun anew to tell what happens there; what the gap hid was looked up",
      "venue"),
  VENUE_MESSAGES(
      "unwind.venue.messages",
      Kind.COUNTER,
      "",
      "Messages on a FIX session: sent, received, set_aside (in fix_venue.aside), gap_filled (asked for again; requests)",
      "venue",
      "what"),
  VENUE_INBOX(
      "unwind.venue.inbox",
      Kind.GAUGE,
      "",
      "Messages of a FIX session that are durable and not booked yet; alarm when it stays above 0",
      "venue"),
  OUTCOMES_UNKNOWN(
      "unwind.venue.outcomes.unknown",
      Kind.COUNTER,
      "",
      "Orders of which the venue has not said what became of them; they are asked about again"),
  ORDERS_UNANSWERED(
      "unwind.venue.orders.unanswered",
      Kind.GAUGE,
      "",
      "Orders, cancels and replacements that a venue was told of and has not answered, of all accounts; it returns to 0"),
  BOOKS_DIFFERING(
      "unwind.books.differing",
      Kind.GAUGE,
      "",
      "Figures that venues state otherwise than the ledger, of all accounts; alarm above 0"),
  VENUES_DOWN(
      "unwind.venues.down", Kind.GAUGE, "", "Venues of the configuration that do not answer"),
  REPORTS_PARKED(
      "unwind.reports.parked",
      Kind.GAUGE,
      "",
      "Reports of venues that could not be booked and wait for a person, of all accounts; alarm above 0"),
  STREAMS_OPEN("unwind.streams.open", Kind.GAUGE, "", "Sockets and event streams that are open"),
  LOG_BEHIND(
      "unwind.log.behind",
      Kind.GAUGE,
      "events",
      "How far the slowest stream is behind the end of its account's log"),
  WEBHOOKS_FAILING(
      "unwind.webhooks.failing",
      Kind.GAUGE,
      "",
      "Webhooks whose last delivery has failed, of all replicas"),
  WEBHOOKS_BEHIND(
      "unwind.webhooks.behind",
      Kind.GAUGE,
      "seconds",
      "Age of the oldest event that a receiver has not taken yet, of all replicas"),
  DATABASE_TURNS(
      "unwind.database.turns",
      Kind.COUNTER,
      "",
      "How often the database was found on another timeline"),
  DATABASE_LOSSES(
      "unwind.database.losses",
      Kind.COUNTER,
      "",
      "How often something acknowledged was found to be gone; alarm above 0"),
  DATABASE_COMMITS_LOST(
      "unwind.database.commits.lost",
      Kind.COUNTER,
      "",
      "Commits that this replica has acknowledged and that were found to be gone; alarm above 0"),
  DATABASE_SYNCHRONOUS(
      "unwind.database.synchronous",
      Kind.GAUGE,
      "",
      "0 while commits wait for no second server; only with unwind.database.require-synchronous");

  /** How its values are read. */
  public enum Kind {
    /** Only ever grows, and begins at zero with each start. */
    COUNTER,
    GAUGE,
    /** Durations counted by buckets, with sum, count and maximum. */
    HISTOGRAM
  }

  private final String id;
  private final Kind kind;
  private final String unit;
  private final String description;
  private final List<String> labels;

  Metric(String id, Kind kind, String unit, String description, String... labels) {
    this.id = id;
    this.kind = kind;
    this.unit = unit;
    this.description = description;
    this.labels = List.of(labels);
  }

  /** Its name among the meters. */
  public String id() {
    return id;
  }

  /** Its name at /q/metrics; a histogram has further ones that begin with it. */
  public String exported() {
    String name = id.replace('.', '_');
    return switch (kind) {
      case COUNTER -> name + "_total";
      case HISTOGRAM -> name + "_seconds";
      case GAUGE -> unit.isEmpty() ? name : name + "_" + unit;
    };
  }

  public Kind kind() {
    return kind;
  }

  /** Empty where things are counted. */
  public String unit() {
    return unit;
  }

  public String description() {
    return description;
  }

  public List<String> labels() {
    return labels;
  }

  /** As it is written in documents. */
  public String kindInWords() {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
