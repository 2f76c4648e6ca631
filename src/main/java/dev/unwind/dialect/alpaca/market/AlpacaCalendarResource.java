// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.market;

import dev.unwind.application.TradingException;
import dev.unwind.dialect.alpaca.AlpacaAnswers;
import dev.unwind.dialect.alpaca.AlpacaErrors;
import dev.unwind.dialect.alpaca.AlpacaParameters;
import dev.unwind.domain.calendar.TradingCalendar;
import dev.unwind.domain.instrument.SessionKind;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * The trading days of the US equity market, as far as its holidays are known; what lies beyond is
 * left out rather than guessed.
 */
@Path("/v2/calendar")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Calendar")
@Extension(name = "x-smallrye-profile-alpaca", value = "")
public class AlpacaCalendarResource {
  private static final SessionKind MARKET = SessionKind.US_EQUITY;
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final LocalTime SESSION_OPEN = LocalTime.of(4, 0);

  /** After a short day the extended session ends earlier too. */
  private static final LocalTime SESSION_CLOSE = LocalTime.of(20, 0);

  private static final LocalTime SHORT_SESSION_CLOSE = LocalTime.of(17, 0);
  private static final LocalTime CLOSE = LocalTime.of(16, 0);

  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
  private static final DateTimeFormatter SHORT_CLOCK =
      DateTimeFormatter.ofPattern("HHmm", Locale.ROOT);

  private final AlpacaAnswers answers;

  AlpacaCalendarResource(AlpacaAnswers answers) {
    this.answers = answers;
  }

  @GET
  @Operation(operationId = "getCalendar", summary = "Trading days of the US equity market")
  public Uni<Response> list(
      @QueryParam("start") @Nullable String start,
      @QueryParam("end") @Nullable String end,
      @QueryParam("date_type") @Nullable String dateType) {
    LocalDate from = AlpacaParameters.date("start", start, NEW_YORK);
    LocalDate to = AlpacaParameters.date("end", end, NEW_YORK);
    boolean settlement =
        AlpacaParameters.choice(
            AlpacaParameters.lower(dateType),
            false,
            Map.of("trading", false, "settlement", true),
            "date_type must be TRADING or SETTLEMENT");
    List<AlpacaCalendarDay> days =
        days(
            from == null ? TradingCalendar.FIRST_KNOWN : from,
            to == null ? TradingCalendar.LAST_KNOWN : to,
            settlement);
    return answers.list(200, Uni.createFrom().item(days));
  }

  static List<AlpacaCalendarDay> days(LocalDate from, LocalDate to, boolean settlement) {
    List<AlpacaCalendarDay> days = new ArrayList<>();
    LocalDate date = TradingCalendar.FIRST_KNOWN;
    // Days settle on a later one, so those before the first may be asked for by it.
    if (!settlement && from.isAfter(date)) {
      date = from;
    }
    for (; !date.isAfter(TradingCalendar.LAST_KNOWN); date = date.plusDays(1)) {
      TradingCalendar.Session session = TradingCalendar.sessionOn(MARKET, date).orElse(null);
      if (session == null) {
        continue;
      }
      LocalDate settles = nextBusinessDay(date);
      LocalDate meant = settlement ? settles : date;
      if (meant.isAfter(to)) {
        break;
      }
      if (!meant.isBefore(from)) {
        days.add(day(date, session, settles));
      }
    }
    return days;
  }

  private static LocalDate nextBusinessDay(LocalDate date) {
    LocalDate next = date.plusDays(1);
    while (!TradingCalendar.isBusinessDay(MARKET, next)) {
      next = next.plusDays(1);
    }
    return next;
  }

  private static AlpacaCalendarDay day(
      LocalDate date, TradingCalendar.Session session, LocalDate settles) {
    LocalTime close = session.close().atZone(NEW_YORK).toLocalTime();
    return new AlpacaCalendarDay(
        date.toString(),
        CLOCK.format(session.open().atZone(NEW_YORK)),
        CLOCK.format(close),
        SHORT_CLOCK.format(SESSION_OPEN),
        SHORT_CLOCK.format(close.isBefore(CLOSE) ? SHORT_SESSION_CLOSE : SESSION_CLOSE),
        settles.toString());
  }

  @ServerExceptionMapper
  Response refused(TradingException refused) {
    return AlpacaErrors.response(refused);
  }
}
