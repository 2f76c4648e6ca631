// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What both sides of {@link VenueKills} begin with: the same positions, and quotes of ours that the
 * broker's market may be worse than, so that limits measured from them rest there for some steps.
 */
final class KillBook {
  /** Instruments of which nothing is held. */
  static final List<String> UNHELD = List.of("OPEN1", "OPEN2", "OPEN3", "OPEN4");

  private static final int MID = 10_000;
  private static final int HALF_SPREAD = 10;
  private static final int OFF_MAX = 250;

  private final List<List<Held>> held = new ArrayList<>();
  private final List<String> symbols = new ArrayList<>();
  private final int[] ours;

  /** A position. */
  record Held(String symbol, long qty, boolean isShort) {}

  KillBook(long seed, int desks, int positions) {
    Random random = new Random(seed);
    for (int i = 1; i <= positions; i++) {
      symbols.add("HELD" + i);
    }
    for (int desk = 0; desk < desks; desk++) {
      List<Held> of = new ArrayList<>();
      symbols.forEach(
          symbol -> of.add(new Held(symbol, 1 + random.nextInt(90), random.nextInt(3) == 0)));
      held.add(List.copyOf(of));
    }
    symbols.addAll(UNHELD);
    ours = random.ints(symbols.size(), -OFF_MAX, OFF_MAX).toArray();
  }

  List<Held> of(int desk) {
    return held.get(desk);
  }

  /** One that moves. */
  String symbol(Random random) {
    return symbols.get(random.nextInt(symbols.size()));
  }

  /** A quote of the broker's, away from where it began by as much as ours may be. */
  static String moved(Random random) {
    return quote(random.nextInt(2 * OFF_MAX) - OFF_MAX);
  }

  private static String quote(int off) {
    return "\"last\": \"%s\", \"bid\": \"%s\", \"ask\": \"%s\""
        .formatted(
            money(MID + off), money(MID + off - HALF_SPREAD), money(MID + off + HALF_SPREAD));
  }

  static String money(int cents) {
    return BigDecimal.valueOf(cents, 2).toPlainString();
  }

  /**
   * @param venue the beginning of the names of the venues that accounts are bound to; null for none
   */
  void write(Path file, @Nullable String venue) throws IOException {
    List<String> accounts = new ArrayList<>();
    List<String> principals = new ArrayList<>();
    List<String> positions = new ArrayList<>();
    for (int desk = 0; desk < held.size(); desk++) {
      String name = KillDesk.name(desk);
      accounts.add(
          "{\"name\": \"%s\", \"currency\": \"USD\", \"cash\": \"10000000\"%s}"
              .formatted(name, venue == null ? "" : ", \"venue\": \"" + venue + desk + "\""));
      principals.add(
          "{\"name\": \"client-%s\", \"roles\": [\"trader\"], \"accounts\": [\"%s\"], \"apiKeys\": [{\"id\": \"%s\", \"secret\": \"%s\"}]}"
              .formatted(name, name, KillDesk.keyId(desk), KillDesk.SECRET));
      for (Held one : held.get(desk)) {
        positions.add(
            "{\"account\": \"%s\", \"symbol\": \"%s\", \"qty\": \"%s%d\", \"avgEntryPrice\": \"90\"}"
                .formatted(name, one.symbol(), one.isShort() ? "-" : "", one.qty()));
      }
    }
    principals.add(
        "{\"name\": \"risk\", \"roles\": [\"risk\"], \"accounts\": [\"*\"], \"tokens\": [\"%s\"]}"
            .formatted(KillDesk.TOKEN));
    List<String> instruments = new ArrayList<>();
    List<String> quotes = new ArrayList<>();
    for (int i = 0; i < symbols.size(); i++) {
      instruments.add(
          ("{\"symbol\": \"%s\", \"assetClass\": \"us_equity\", \"exchange\": \"NASDAQ\", \"currency\": \"USD\","
                  + " \"quantityIncrement\": \"1\", \"priceIncrement\": \"0.01\", \"session\": \"always\"}")
              .formatted(symbols.get(i)));
      quotes.add(
          "{\"symbol\": \"%s\", %s}".formatted(symbols.get(i), quote(venue == null ? 0 : ours[i])));
    }
    Files.writeString(
        file,
        "{\"accounts\": %s, \"principals\": %s, \"instruments\": %s, \"quotes\": %s, \"positions\": %s}"
            .formatted(accounts, principals, instruments, quotes, positions));
  }
}
