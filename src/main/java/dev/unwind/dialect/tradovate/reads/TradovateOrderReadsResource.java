// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.reads;

import dev.unwind.dialect.tradovate.OrderEntities.TradovateOrder;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateOrderVersion;
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

/** Reads of orders and their versions. */
@Path("/v1")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Orders")
@Extension(name = "x-smallrye-profile-tradovate", value = "")
public class TradovateOrderReadsResource {
  private final TradovateHttp http;
  private final TradovateReads reads;

  TradovateOrderReadsResource(TradovateHttp http, TradovateReads reads) {
    this.http = http;
    this.reads = reads;
  }

  @GET
  @Path("/order/deps")
  public Uni<Response> orderDeps() {
    return http.rows(reads.order.deps);
  }

  @GET
  @Path("/order/item")
  public Uni<TradovateOrder> orderItem() {
    return http.run(reads.order.item);
  }

  @GET
  @Path("/order/items")
  public Uni<Response> orderItems() {
    return http.rows(reads.order.items);
  }

  @GET
  @Path("/order/ldeps")
  public Uni<Response> orderLdeps() {
    return http.rows(reads.order.ldeps);
  }

  @GET
  @Path("/order/list")
  public Uni<Response> orderList() {
    return http.rows(reads.order.list);
  }

  @GET
  @Path("/orderversion/deps")
  public Uni<Response> orderVersionDeps() {
    return http.rows(reads.orderVersion.deps);
  }

  @GET
  @Path("/orderversion/item")
  public Uni<TradovateOrderVersion> orderVersionItem() {
    return http.run(reads.orderVersion.item);
  }

  @GET
  @Path("/orderversion/items")
  public Uni<Response> orderVersionItems() {
    return http.rows(reads.orderVersion.items);
  }

  @GET
  @Path("/orderversion/ldeps")
  public Uni<Response> orderVersionLdeps() {
    return http.rows(reads.orderVersion.ldeps);
  }

  @GET
  @Path("/orderversion/list")
  public Uni<Response> orderVersionList() {
    return http.rows(reads.orderVersion.list);
  }
}
