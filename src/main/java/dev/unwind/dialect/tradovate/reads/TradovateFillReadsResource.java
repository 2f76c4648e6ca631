// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.reads;

import dev.unwind.dialect.tradovate.BookEntities.TradovateFillPair;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateFill;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateFillFee;
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

/** Reads of fills, their fees and pairs. */
@Path("/v1")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Orders")
@Extension(name = "x-smallrye-profile-tradovate", value = "")
public class TradovateFillReadsResource {
  private final TradovateHttp http;
  private final TradovateReads reads;

  TradovateFillReadsResource(TradovateHttp http, TradovateReads reads) {
    this.http = http;
    this.reads = reads;
  }

  @GET
  @Path("/fill/deps")
  public Uni<Response> fillDeps() {
    return http.rows(reads.fill.deps);
  }

  @GET
  @Path("/fill/item")
  public Uni<TradovateFill> fillItem() {
    return http.run(reads.fill.item);
  }

  @GET
  @Path("/fill/items")
  public Uni<Response> fillItems() {
    return http.rows(reads.fill.items);
  }

  @GET
  @Path("/fill/ldeps")
  public Uni<Response> fillLdeps() {
    return http.rows(reads.fill.ldeps);
  }

  @GET
  @Path("/fill/list")
  public Uni<Response> fillList() {
    return http.rows(reads.fill.list);
  }

  @GET
  @Path("/fillfee/deps")
  public Uni<Response> fillFeeDeps() {
    return http.rows(reads.fillFee.deps);
  }

  @GET
  @Path("/fillfee/item")
  public Uni<TradovateFillFee> fillFeeItem() {
    return http.run(reads.fillFee.item);
  }

  @GET
  @Path("/fillfee/items")
  public Uni<Response> fillFeeItems() {
    return http.rows(reads.fillFee.items);
  }

  @GET
  @Path("/fillfee/ldeps")
  public Uni<Response> fillFeeLdeps() {
    return http.rows(reads.fillFee.ldeps);
  }

  @GET
  @Path("/fillfee/list")
  public Uni<Response> fillFeeList() {
    return http.rows(reads.fillFee.list);
  }

  @GET
  @Path("/fillpair/deps")
  public Uni<Response> fillPairDeps() {
    return http.rows(reads.fillPair.deps);
  }

  @GET
  @Path("/fillpair/item")
  public Uni<TradovateFillPair> fillPairItem() {
    return http.run(reads.fillPair.item);
  }

  @GET
  @Path("/fillpair/items")
  public Uni<Response> fillPairItems() {
    return http.rows(reads.fillPair.items);
  }

  @GET
  @Path("/fillpair/ldeps")
  public Uni<Response> fillPairLdeps() {
    return http.rows(reads.fillPair.ldeps);
  }

  @GET
  @Path("/fillpair/list")
  public Uni<Response> fillPairList() {
    return http.rows(reads.fillPair.list);
  }
}
