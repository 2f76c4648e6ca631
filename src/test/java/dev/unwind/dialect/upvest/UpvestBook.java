// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import dev.unwind.importing.ImportBook;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Accounts, clients and funds of one test's own, imported as a book document. */
final class UpvestBook {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final long RUN = ThreadLocalRandom.current().nextLong(1_000_000L);

  /** A fund of the test. */
  record Fund(String symbol, String isin) {}

  private final int number = NUMBER.incrementAndGet();
  final String name = "upvest-" + RUN + "-" + number;
  final UUID account = UUID.randomUUID();
  final UUID otherAccount = UUID.randomUUID();
  final UUID owner = UUID.randomUUID();
  final UUID client = UUID.randomUUID();
  final UUID stranger = UUID.randomUUID();
  final UUID reader = UUID.randomUUID();
  private final List<Fund> funds = new ArrayList<>();
  private final List<String> instruments = new ArrayList<>();
  private final List<String> quotes = new ArrayList<>();
  private final List<String> positions = new ArrayList<>();
  private String type = "PORTFOLIO";
  private String status = "ACTIVE";
  private String publicKey = "";
  private String cash = "1000.00";

  UpvestBook type(String value) {
    type = value;
    return this;
  }

  UpvestBook status(String value) {
    status = value;
    return this;
  }

  UpvestBook cash(String value) {
    cash = value;
    return this;
  }

  UpvestBook signingWith(String pem) {
    publicKey = ",\"publicKey\":\"" + pem.replace("\n", "\\n") + "\"";
    return this;
  }

  /** A fund that the account holds, quoted at its last price; without a price it has no market. */
  UpvestBook holding(String qty, String last) {
    Fund fund = fund(last);
    positions.add(
        "{\"account\":\"%s\",\"symbol\":\"%s\",\"qty\":\"%s\",\"avgEntryPrice\":\"10\"}"
            .formatted(name, fund.symbol(), qty));
    return this;
  }

  UpvestBook holding(String qty) {
    return holding(qty, "");
  }

  /** A fund that can be bought. */
  UpvestBook offering(String last) {
    fund(last);
    return this;
  }

  private Fund fund(String last) {
    int index = funds.size();
    String digits = "%06d%03d%02d".formatted(RUN, number % 1000, index % 100);
    Fund unique = new Fund("F" + digits, isin(digits));
    funds.add(unique);
    instruments.add(
        """
        {"symbol":"%s","assetClass":"fund","exchange":"XETRA","currency":"EUR","quantityIncrement":"0.0000000001",\
        "priceIncrement":"0.01","isin":"%s","session":"always"}"""
            .formatted(unique.symbol(), unique.isin()));
    if (!last.isEmpty()) {
      quotes.add("{\"symbol\":\"%s\",\"last\":\"%s\"}".formatted(unique.symbol(), last));
    }
    return unique;
  }

  /** Eleven decimal digits in the nine letters and one digit that an ISIN has for them. */
  private static String isin(String digits) {
    String letters =
        Long.toString(Long.parseLong(digits.substring(0, 10)), 36)
            .toUpperCase(java.util.Locale.ROOT);
    return "XS" + "000000000".substring(letters.length()) + letters + digits.substring(10);
  }

  Fund fund(int index) {
    return funds.get(index);
  }

  UpvestBook load(ImportBook importBook) {
    String document =
        """
        {"accounts":[
           {"name":"%1$s","uid":"%2$s","type":"%3$s","status":"%4$s","currency":"EUR","owner":"%5$s","cash":"%6$s"},
           {"name":"%1$s-other","uid":"%7$s","type":"PORTFOLIO","currency":"EUR"},
           {"name":"%1$s-hedging","positionMode":"HEDGING","currency":"EUR"}],
         "principals":[
           {"name":"%1$s-client","roles":["trader"],"accounts":["%1$s"],
            "apiKeys":[{"id":"%8$s","secret":"secret-%8$s"%9$s}]},
           {"name":"%1$s-stranger","roles":["trader"],"accounts":["%1$s-other"],
            "apiKeys":[{"id":"%10$s","secret":"secret-%10$s"}]},
           {"name":"%1$s-reader","roles":["reader"],"accounts":["%1$s"],
            "apiKeys":[{"id":"%11$s","secret":"secret-%11$s"}]}],
         "instruments":[%12$s],"quotes":[%13$s],"positions":[%14$s]}
        """
            .formatted(
                name,
                account,
                type,
                status,
                owner,
                cash,
                otherAccount,
                client,
                publicKey,
                stranger,
                reader,
                String.join(",", instruments),
                String.join(",", quotes),
                String.join(",", positions));
    importBook
        .book(document.getBytes(StandardCharsets.UTF_8), name)
        .await()
        .atMost(Duration.ofSeconds(30));
    return this;
  }

  UpvestClient client(URI base) {
    return UpvestClient.signIn(base, client);
  }

  UpvestClient stranger(URI base) {
    return UpvestClient.signIn(base, stranger);
  }

  UpvestClient reader(URI base) {
    return UpvestClient.signIn(base, reader);
  }

  String liquidations() {
    return "/accounts/" + account + "/liquidations";
  }

  String request() {
    return "{\"user_id\":\"" + owner + "\"}";
  }
}
