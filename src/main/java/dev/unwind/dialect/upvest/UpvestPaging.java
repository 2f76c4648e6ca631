// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.unwind.dialect.wire.Moments;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is wanted.
 *
 * @param sort the field; null where the list has a fixed order without a name
 */
public record UpvestPaging(int offset, int limit, @Nullable String sort, boolean ascending) {
  static final int LIMIT_MAX = 1000;
  private static final int LIMIT_DEFAULT = 100;

  /** Where a list stands in the whole. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(
      name = "UpvestMeta",
      requiredProperties = {"offset", "limit", "count", "total_count"})
  public record Meta(
      int offset,
      int limit,
      int count,
      @JsonProperty("total_count")
          @Schema(description = "of orders and liquidations counted up to 10,000")
          long totalCount,
      @Nullable String sort,
      @Schema(enumeration = {"ASC", "DESC"}) String order) {}

  /**
   * Reads the parameters of a list.
   *
   * @param sortable the fields that may be named, the default first; none where the list has no
   *     {@code sort}
   * @throws UpvestException when one of them is wrong
   */
  public static UpvestPaging of(
      @Nullable String offset,
      @Nullable String limit,
      @Nullable String sort,
      @Nullable String order,
      List<String> sortable) {
    String by = sortable.isEmpty() ? null : sort == null ? sortable.get(0) : sort;
    if (by != null && !sortable.contains(by)) {
      throw UpvestException.invalid("sort must be one of " + sortable);
    }
    if (order != null && !order.equals("ASC") && !order.equals("DESC")) {
      throw UpvestException.invalid("order must be ASC or DESC");
    }
    return new UpvestPaging(
        number(offset, "offset", 0, Integer.MAX_VALUE),
        number(limit, "limit", LIMIT_DEFAULT, LIMIT_MAX),
        by,
        !"DESC".equals(order));
  }

  private static int number(@Nullable String text, String name, int absent, int most) {
    if (text == null) {
      return absent;
    }
    boolean digits =
        !text.isEmpty() && text.length() <= 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    long value = digits ? Long.parseLong(text) : -1;
    if (value < 0 || value > most) {
      throw UpvestException.invalid(name + " must be a number from 0 to " + most);
    }
    return (int) value;
  }

  public Meta meta(int count, long total) {
    return new Meta(offset, limit, count, total, sort, ascending ? "ASC" : "DESC");
  }

  /** A span of time; null where it is open. */
  public record Dates(@Nullable Instant start, @Nullable Instant end) {
    public boolean contain(Instant moment) {
      return (start == null || !moment.isBefore(start)) && (end == null || moment.isBefore(end));
    }
  }

  /**
   * Reads a span of dates or times.
   *
   * @throws UpvestException when one of them is neither
   */
  public static Dates dates(@Nullable String start, @Nullable String end) {
    return new Dates(moment(start, "start_date"), moment(end, "end_date"));
  }

  private static @Nullable Instant moment(@Nullable String text, String name) {
    if (text == null) {
      return null;
    }
    try {
      return text.length() == "2026-03-02".length()
          ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
          : Moments.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw UpvestException.invalid(name + " must be like 2026-03-02T00:00:00Z");
    }
  }

  /** This part of a list that is in memory as a whole. */
  public <T> List<T> of(List<T> all) {
    int from = Math.min(offset, all.size());
    return all.subList(from, Math.min(all.size(), from + limit));
  }
}
