// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.reads;

import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateCurrency;
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

/** Reads of what is the same for everybody. */
@Path("/v1")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Contracts")
@Extension(name = "x-smallrye-profile-tradovate", value = "")
public class TradovateReferenceReadsResource {
  private final TradovateHttp http;
  private final TradovateReads reads;

  TradovateReferenceReadsResource(TradovateHttp http, TradovateReads reads) {
    this.http = http;
    this.reads = reads;
  }

  @GET
  @Path("/currency/list")
  public Uni<Response> currencyList() {
    return http.rows(reads.currency.list);
  }

  @GET
  @Path("/currency/find")
  public Uni<TradovateCurrency> currencyFind() {
    return http.run(reads.currency.find);
  }

  @GET
  @Path("/currency/item")
  public Uni<TradovateCurrency> currencyItem() {
    return http.run(reads.currency.item);
  }

  @GET
  @Path("/currency/items")
  public Uni<Response> currencyItems() {
    return http.rows(reads.currency.items);
  }

  @GET
  @Path("/currency/suggest")
  public Uni<Response> currencySuggest() {
    return http.rows(reads.currency.suggest);
  }

  @GET
  @Path("/contractgroup/list")
  public Uni<Response> contractGroupList() {
    return http.rows(reads.contractGroup.list);
  }

  @GET
  @Path("/userproperty/deps")
  public Uni<Response> userPropertyDeps() {
    return http.rows(reads.userProperty.deps);
  }
}
