// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import dev.unwind.application.ledger.PositionEpisode;
import dev.unwind.domain.value.PositionId;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code ord-YYYYMMDDHHMMSS-N} and {@code pos-YYYYMMDDHHMMSS-N}, UTC, the same suffix for an order
 * and the position that it opens. Positions that nobody named so (imported ones, and the episodes
 * of netting accounts) have names made of their opening time and id: N is then the position's id
 * followed by the six digits of the microsecond.
 */
final class NeuratradeNames {
  private static final String ORDER = "ord-";
  private static final String POSITION = "pos-";
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);
  private static final Pattern MADE = Pattern.compile("pos-(\\d{14})-(\\d{1,18})(\\d{6})");

  private NeuratradeNames() {}

  /** What an unnamed position's name says. */
  record Unnamed(PositionId position, Instant openedAt) {}

  /** The suffix of an order and its position. */
  static String suffix(Instant now, long number) {
    return SECONDS.format(now.atOffset(ZoneOffset.UTC)) + "-" + number;
  }

  static String order(String suffix) {
    return ORDER + suffix;
  }

  static String position(String suffix) {
    return POSITION + suffix;
  }

  /** The name of the position that an order of this name opens. */
  static String positionOfOrder(String orderName) {
    return orderName.startsWith(ORDER) ? POSITION + orderName.substring(ORDER.length()) : "";
  }

  /**
   * The name of the order that opened a position. Where none is known it is made of the position's
   * name, and names no order.
   */
  static String order(PositionEpisode episode) {
    PositionEpisode.Opening opening = episode.opening();
    String position = position(episode);
    if (opening != null) {
      return opening.clientOrderId();
    }
    return position.startsWith(POSITION) ? ORDER + position.substring(POSITION.length()) : position;
  }

  static String position(PositionEpisode episode) {
    String given = episode.externalId();
    if (given != null) {
      return given;
    }
    Instant opened = episode.openedAt();
    long micros = opened.get(ChronoField.MICRO_OF_SECOND);
    return position(
        suffix(opened, 0).substring(0, 15)
            + episode.position().value()
            + String.format(Locale.ROOT, "%06d", micros));
  }

  /** Reads a name back that was made of a position's opening time and id. */
  static Optional<Unnamed> unnamed(String name) {
    Matcher matcher = MADE.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      Instant opened =
          LocalDateTime.parse(matcher.group(1), SECONDS)
              .toInstant(ZoneOffset.UTC)
              .plus(Long.parseLong(matcher.group(3)), ChronoUnit.MICROS);
      long position = Long.parseLong(matcher.group(2));
      return position > 0
          ? Optional.of(new Unnamed(new PositionId(position), opened))
          : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
