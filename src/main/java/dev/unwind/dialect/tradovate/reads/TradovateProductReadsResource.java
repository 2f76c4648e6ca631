// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.reads;

import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateExchange;
import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateProduct;
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

/** Reads of products and where they trade. */
@Path("/v1")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Contracts")
@Extension(name = "x-smallrye-profile-tradovate", value = "")
public class TradovateProductReadsResource {
  private final TradovateHttp http;
  private final TradovateReads reads;

  TradovateProductReadsResource(TradovateHttp http, TradovateReads reads) {
    this.http = http;
    this.reads = reads;
  }

  @GET
  @Path("/product/find")
  public Uni<TradovateProduct> productFind() {
    return http.run(reads.product.find);
  }

  @GET
  @Path("/product/item")
  public Uni<TradovateProduct> productItem() {
    return http.run(reads.product.item);
  }

  @GET
  @Path("/product/items")
  public Uni<Response> productItems() {
    return http.rows(reads.product.items);
  }

  @GET
  @Path("/product/list")
  public Uni<Response> productList() {
    return http.rows(reads.product.list);
  }

  @GET
  @Path("/product/suggest")
  public Uni<Response> productSuggest() {
    return http.rows(reads.product.suggest);
  }

  @GET
  @Path("/product/deps")
  public Uni<Response> productDeps() {
    return http.rows(reads.product.deps);
  }

  @GET
  @Path("/product/ldeps")
  public Uni<Response> productLdeps() {
    return http.rows(reads.product.ldeps);
  }

  @GET
  @Path("/exchange/list")
  public Uni<Response> exchangeList() {
    return http.rows(reads.exchange.list);
  }

  @GET
  @Path("/exchange/find")
  public Uni<TradovateExchange> exchangeFind() {
    return http.run(reads.exchange.find);
  }

  @GET
  @Path("/exchange/item")
  public Uni<TradovateExchange> exchangeItem() {
    return http.run(reads.exchange.item);
  }

  @GET
  @Path("/exchange/items")
  public Uni<Response> exchangeItems() {
    return http.rows(reads.exchange.items);
  }

  @GET
  @Path("/exchange/suggest")
  public Uni<Response> exchangeSuggest() {
    return http.rows(reads.exchange.suggest);
  }
}
