// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.desk;

import dev.unwind.application.TradingException;
import dev.unwind.application.account.LedgerStatistics;
import dev.unwind.dialect.unwind.UnwindAccess;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindConfig;
import dev.unwind.dialect.unwind.UnwindErrors;
import dev.unwind.dialect.unwind.UnwindParameters;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.value.AccountId;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** How liquidations have gone. */
@Path("/unwind/v1/statistics")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Accounts")
@Extension(name = "x-smallrye-profile-unwind", value = "")
public class UnwindStatisticsResource {
  private static final Duration BY_DEFAULT = Duration.ofDays(1);

  private final UnwindAccess access;
  private final LedgerStatistics statistics;
  private final InstantSource clock;
  private final UnwindConfig config;
  private final UnwindBodies bodies;
  private final UnwindErrors errors;

  UnwindStatisticsResource(
      UnwindAccess access,
      LedgerStatistics statistics,
      InstantSource clock,
      UnwindConfig config,
      UnwindBodies bodies,
      UnwindErrors errors) {
    this.access = access;
    this.statistics = statistics;
    this.clock = clock;
    this.config = config;
    this.bodies = bodies;
    this.errors = errors;
  }

  @GET
  @Operation(
      operationId = "getStatistics",
      summary = "Time to flat, outcomes by reason, and fills; of the last day by default")
  public Uni<Response> get(
      @QueryParam("account") @Nullable String account,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to) {
    AccountScope scope = access.actor().scope();
    Instant end = UnwindParameters.time("to", to);
    Instant until = end == null ? clock.instant() : end;
    Instant start = UnwindParameters.time("from", from);
    Instant since = start == null ? until.minus(BY_DEFAULT) : start;
    Duration most = config.statisticsWindowMax();
    if (since.isAfter(until) || since.plus(most).isBefore(until)) {
      throw UnwindBodies.malformed(
          "from must be before to, and by at most " + most.toMinutes() + " minutes");
    }
    Uni<Optional<AccountId>> only =
        account == null
            ? Uni.createFrom().item(Optional.empty())
            : access.account(account).map(Optional::of);
    return only.map(
            id ->
                new LedgerStatistics.Window(
                    id.orElse(null),
                    since,
                    until,
                    config.statisticsLiquidationsMax(),
                    config.statisticsFillsMax()))
        .chain(
            window ->
                statistics
                    .figures(scope, window)
                    .map(figures -> UnwindStatistics.of(window, figures)))
        .chain(bodies::ok);
  }

  @ServerExceptionMapper
  public Response refused(TradingException failure) {
    return errors.response(failure);
  }
}
