// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.reads;

import dev.unwind.dialect.tradovate.BookEntities.TradovateAccount;
import dev.unwind.dialect.tradovate.BookEntities.TradovateCashBalance;
import dev.unwind.dialect.tradovate.BookEntities.TradovatePosition;
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

/** Reads of accounts, positions and money. */
@Path("/v1")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Accounts")
@Extension(name = "x-smallrye-profile-tradovate", value = "")
public class TradovateBookReadsResource {
  private final TradovateHttp http;
  private final TradovateReads reads;

  TradovateBookReadsResource(TradovateHttp http, TradovateReads reads) {
    this.http = http;
    this.reads = reads;
  }

  @GET
  @Path("/account/list")
  public Uni<Response> accountList() {
    return http.rows(reads.account.list);
  }

  @GET
  @Path("/account/item")
  public Uni<TradovateAccount> accountItem() {
    return http.run(reads.account.item);
  }

  @GET
  @Path("/account/items")
  public Uni<Response> accountItems() {
    return http.rows(reads.account.items);
  }

  @GET
  @Path("/account/find")
  public Uni<TradovateAccount> accountFind() {
    return http.run(reads.account.find);
  }

  @GET
  @Path("/account/deps")
  public Uni<Response> accountDeps() {
    return http.rows(reads.account.deps);
  }

  @GET
  @Path("/account/ldeps")
  public Uni<Response> accountLdeps() {
    return http.rows(reads.account.ldeps);
  }

  @GET
  @Path("/account/suggest")
  public Uni<Response> accountSuggest() {
    return http.rows(reads.account.suggest);
  }

  @GET
  @Path("/position/list")
  public Uni<Response> positionList() {
    return http.rows(reads.position.list);
  }

  @GET
  @Path("/position/item")
  public Uni<TradovatePosition> positionItem() {
    return http.run(reads.position.item);
  }

  @GET
  @Path("/position/items")
  public Uni<Response> positionItems() {
    return http.rows(reads.position.items);
  }

  @GET
  @Path("/position/find")
  public Uni<TradovatePosition> positionFind() {
    return http.run(reads.position.find);
  }

  @GET
  @Path("/position/deps")
  public Uni<Response> positionDeps() {
    return http.rows(reads.position.deps);
  }

  @GET
  @Path("/position/ldeps")
  public Uni<Response> positionLdeps() {
    return http.rows(reads.position.ldeps);
  }

  @GET
  @Path("/cashbalance/deps")
  public Uni<Response> cashBalanceDeps() {
    return http.rows(reads.cashBalance.deps);
  }

  @GET
  @Path("/cashbalance/item")
  public Uni<TradovateCashBalance> cashBalanceItem() {
    return http.run(reads.cashBalance.item);
  }

  @GET
  @Path("/cashbalance/items")
  public Uni<Response> cashBalanceItems() {
    return http.rows(reads.cashBalance.items);
  }

  @GET
  @Path("/cashbalance/ldeps")
  public Uni<Response> cashBalanceLdeps() {
    return http.rows(reads.cashBalance.ldeps);
  }

  @GET
  @Path("/cashbalance/list")
  public Uni<Response> cashBalanceList() {
    return http.rows(reads.cashBalance.list);
  }
}
