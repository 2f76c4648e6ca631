// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres.shard;

import static dev.unwind.postgres.shard.Placement.DISTRIBUTED;
import static dev.unwind.postgres.shard.Placement.LOCAL;
import static dev.unwind.postgres.shard.Placement.REFERENCE;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Every table that the migrations make, of the ledger and of the venues, in the order in which they
 * are moved: what others refer to comes first. A table that is not in here is found by a test.
 */
public final class Placements {
  /** What only a distributed ledger has: one server alone keeps names unique by itself. */
  public static final String DIRECTORY = "account_directory";

  private static final String BOOK = "what an account owns, owes or has asked for";
  private static final String HISTORY = "an account's history, read by account";
  private static final String CONTROL = "set for one account, judged under its lock";
  private static final String PROOF = "proves one account's log";
  private static final String MARKET = "changes with the list of instruments, joined by every book";
  private static final String ACCESS =
      "changes by administration, joined by every list of accounts";
  private static final String LEASED =
      "taken in turn and leased: a write must not need all servers";
  private static final String SESSION =
      "kept by one replica for one session with a broker, in one order over all accounts";

  private static final List<TablePlacement> ALL =
      List.of(
          reference("instrument", MARKET),
          reference("instrument_alias", MARKET),
          reference("principal", ACCESS),
          reference("event_form", "one row, written when the ledger is made"),
          reference("webhook_signing_key", "one key, read by whoever signs"),
          reference(DIRECTORY, "keeps names and uids of accounts unique over all servers"),
          distributed("account", BOOK + "; its row is the account's lock"),
          reference("principal_grant", ACCESS),
          distributed("position", BOOK),
          distributed("position_episode", HISTORY),
          distributed("orders", BOOK),
          distributed("order_version", BOOK),
          distributed("order_mark", BOOK),
          distributed("fill", BOOK),
          distributed("liquidation", BOOK),
          distributed("liquidation_item", BOOK),
          distributed("idempotency", "written in the commit of what it stands for"),
          distributed("outcome_offer", "an outcome of one account, offered to its caller"),
          distributed("event", HISTORY),
          distributed("adjustment", BOOK),
          distributed("venue_difference", "written with the account's book"),
          distributed("parked_report", "a report on one account's order"),
          distributed("account_settings", CONTROL),
          distributed("account_rules", CONTROL),
          distributed("heartbeat", CONTROL),
          distributed("lift", CONTROL),
          distributed("proof_genesis", PROOF),
          distributed("proof_head", PROOF),
          distributed("proof_link", PROOF),
          distributed("proof_text", PROOF),
          distributed("administration_log", "counts the log that is no account's"),
          distributed("log_begin", "says where one account's log begins"),
          distributed("log_begin_position", "says where one account's log begins"),
          distributed("proof_checkpoint_head", PROOF),
          distributed("simulator.orders", "the simulator's book of an account"),
          distributed("simulator.pair", "the simulator's book of an account"),
          distributed("simulator.report", "what the simulator says of an account's orders"),
          distributed("simulator.journal", "what has arrived of an account"),
          local("quote", "changes many times a second: must not wait for all servers"),
          local("credential", "holds sessions and tokens, written at every sign-in"),
          local("request_key", "written by requests, before their account is known"),
          local("signature_nonce", "written by requests, before their account is known"),
          local("imported_document", "written by an import, which is of many accounts"),
          local("webhook", LEASED),
          local("webhook_cursor", "moves with its subscription, over all accounts"),
          local("act", "one request over many accounts; " + LEASED),
          local("act_account", "the accounts of an act, some of which nobody has"),
          local("schedule", "of many accounts; " + LEASED),
          local("schedule_firing", "the firings of a schedule"),
          local("proof_ledger", "one row, leased by whoever follows the log"),
          local("proof_checkpoint", "made over all accounts, by one replica"),
          local("write_check", "tells whether the server that is asked can be written"),
          local("simulator.judged", "changes with every quote"),
          local("alpaca_venue.link", "a lease"),
          local("alpaca_venue.execution", SESSION),
          local("alpaca_venue.reading", SESSION),
          local("alpaca_venue.activity", SESSION),
          local("alpaca_venue.calendar", "a broker's, of no account"),
          local("alpaca_venue.halt", "a broker's, of no account"),
          local("fix_venue.session", "a lease, and the numbers that come next"),
          local("fix_venue.message", SESSION),
          local("fix_venue.inbox", SESSION),
          local("fix_venue.orders", SESSION),
          local("fix_venue.cancel", SESSION),
          local("fix_venue.report", SESSION),
          local("fix_venue.aside", SESSION),
          local("flyway_schema_history", "which migrations have run"));

  /** Of tables that are distributed alike, put together by account. */
  private static final Set<String> VIEWS = Set.of("log_end");

  private Placements() {}

  public static List<TablePlacement> all() {
    return ALL;
  }

  /**
   * @param table as a statement names it, in lower case; or a view
   */
  public static Optional<Placement> of(String table) {
    return VIEWS.contains(table)
        ? Optional.of(DISTRIBUTED)
        : ALL.stream()
            .filter(each -> each.table().equals(table))
            .map(TablePlacement::placement)
            .findAny();
  }

  private static TablePlacement distributed(String table, String reason) {
    return new TablePlacement(table, DISTRIBUTED, reason);
  }

  private static TablePlacement reference(String table, String reason) {
    return new TablePlacement(table, REFERENCE, reason);
  }

  private static TablePlacement local(String table, String reason) {
    return new TablePlacement(table, LOCAL, reason);
  }
}
