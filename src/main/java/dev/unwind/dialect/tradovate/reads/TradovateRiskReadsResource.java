// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.reads;

import dev.unwind.dialect.tradovate.BookEntities.TradovateUser;
import dev.unwind.dialect.tradovate.RiskEntities.TradovateAccountRiskStatus;
import dev.unwind.dialect.tradovate.RiskEntities.TradovateMarginSnapshot;
import dev.unwind.dialect.tradovate.RiskEntities.TradovateUserAccountAutoLiq;
import dev.unwind.dialect.tradovate.TradovateHttp;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Reads of the caller, and of what restricts his accounts. */
@Path("/v1")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Accounts")
@Extension(name = "x-smallrye-profile-tradovate", value = "")
public class TradovateRiskReadsResource {
  private final TradovateHttp http;
  private final TradovateReads reads;

  TradovateRiskReadsResource(TradovateHttp http, TradovateReads reads) {
    this.http = http;
    this.reads = reads;
  }

  @GET
  @Path("/user/list")
  public Uni<Response> userList() {
    return http.rows(reads.user.list);
  }

  @GET
  @Path("/user/find")
  public Uni<TradovateUser> userFind() {
    return http.run(reads.user.find);
  }

  @GET
  @Path("/user/item")
  public Uni<TradovateUser> userItem() {
    return http.run(reads.user.item);
  }

  @GET
  @Path("/user/items")
  public Uni<Response> userItems() {
    return http.rows(reads.user.items);
  }

  @GET
  @Path("/user/suggest")
  public Uni<Response> userSuggest() {
    return http.rows(reads.user.suggest);
  }

  @GET
  @Path("/accountriskstatus/list")
  public Uni<Response> accountRiskStatusList() {
    return http.rows(reads.accountRiskStatus.list);
  }

  @GET
  @Path("/accountriskstatus/item")
  public Uni<TradovateAccountRiskStatus> accountRiskStatusItem() {
    return http.run(reads.accountRiskStatus.item);
  }

  @GET
  @Path("/accountriskstatus/items")
  public Uni<Response> accountRiskStatusItems() {
    return http.rows(reads.accountRiskStatus.items);
  }

  @GET
  @Path("/accountriskstatus/deps")
  public Uni<Response> accountRiskStatusDeps() {
    return http.rows(reads.accountRiskStatus.deps);
  }

  @GET
  @Path("/accountriskstatus/ldeps")
  public Uni<Response> accountRiskStatusLdeps() {
    return http.rows(reads.accountRiskStatus.ldeps);
  }

  @GET
  @Path("/marginsnapshot/list")
  public Uni<Response> marginSnapshotList() {
    return http.rows(reads.marginSnapshot.list);
  }

  @GET
  @Path("/marginsnapshot/item")
  public Uni<TradovateMarginSnapshot> marginSnapshotItem() {
    return http.run(reads.marginSnapshot.item);
  }

  @GET
  @Path("/marginsnapshot/items")
  public Uni<Response> marginSnapshotItems() {
    return http.rows(reads.marginSnapshot.items);
  }

  @GET
  @Path("/marginsnapshot/deps")
  public Uni<Response> marginSnapshotDeps() {
    return http.rows(reads.marginSnapshot.deps);
  }

  @GET
  @Path("/marginsnapshot/ldeps")
  public Uni<Response> marginSnapshotLdeps() {
    return http.rows(reads.marginSnapshot.ldeps);
  }

  @GET
  @Path("/useraccountautoliq/list")
  public Uni<Response> userAccountAutoLiqList() {
    return http.rows(reads.userAccountAutoLiq.list);
  }

  @GET
  @Path("/useraccountautoliq/item")
  public Uni<TradovateUserAccountAutoLiq> userAccountAutoLiqItem() {
    return http.run(reads.userAccountAutoLiq.item);
  }

  @GET
  @Path("/useraccountautoliq/items")
  public Uni<Response> userAccountAutoLiqItems() {
    return http.rows(reads.userAccountAutoLiq.items);
  }

  @GET
  @Path("/useraccountautoliq/deps")
  public Uni<Response> userAccountAutoLiqDeps() {
    return http.rows(reads.userAccountAutoLiq.deps);
  }

  @GET
  @Path("/useraccountautoliq/ldeps")
  public Uni<Response> userAccountAutoLiqLdeps() {
    return http.rows(reads.userAccountAutoLiq.ldeps);
  }
}
