// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.reads;

import dev.unwind.dialect.tradovate.OrderEntities.TradovateOrderStrategy;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateOrderStrategyLink;
import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateOrderStrategyType;
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

/** Reads of order strategies. */
@Path("/v1")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Orders")
@Extension(name = "x-smallrye-profile-tradovate", value = "")
public class TradovateStrategyReadsResource {
  private final TradovateHttp http;
  private final TradovateReads reads;

  TradovateStrategyReadsResource(TradovateHttp http, TradovateReads reads) {
    this.http = http;
    this.reads = reads;
  }

  @GET
  @Path("/orderstrategy/deps")
  public Uni<Response> orderStrategyDeps() {
    return http.rows(reads.orderStrategy.deps);
  }

  @GET
  @Path("/orderstrategy/item")
  public Uni<TradovateOrderStrategy> orderStrategyItem() {
    return http.run(reads.orderStrategy.item);
  }

  @GET
  @Path("/orderstrategy/items")
  public Uni<Response> orderStrategyItems() {
    return http.rows(reads.orderStrategy.items);
  }

  @GET
  @Path("/orderstrategy/ldeps")
  public Uni<Response> orderStrategyLdeps() {
    return http.rows(reads.orderStrategy.ldeps);
  }

  @GET
  @Path("/orderstrategy/list")
  public Uni<Response> orderStrategyList() {
    return http.rows(reads.orderStrategy.list);
  }

  @GET
  @Path("/orderstrategylink/deps")
  public Uni<Response> orderStrategyLinkDeps() {
    return http.rows(reads.orderStrategyLink.deps);
  }

  @GET
  @Path("/orderstrategylink/item")
  public Uni<TradovateOrderStrategyLink> orderStrategyLinkItem() {
    return http.run(reads.orderStrategyLink.item);
  }

  @GET
  @Path("/orderstrategylink/items")
  public Uni<Response> orderStrategyLinkItems() {
    return http.rows(reads.orderStrategyLink.items);
  }

  @GET
  @Path("/orderstrategylink/ldeps")
  public Uni<Response> orderStrategyLinkLdeps() {
    return http.rows(reads.orderStrategyLink.ldeps);
  }

  @GET
  @Path("/orderstrategylink/list")
  public Uni<Response> orderStrategyLinkList() {
    return http.rows(reads.orderStrategyLink.list);
  }

  @GET
  @Path("/orderstrategytype/list")
  public Uni<Response> orderStrategyTypeList() {
    return http.rows(reads.orderStrategyType.list);
  }

  @GET
  @Path("/orderstrategytype/find")
  public Uni<TradovateOrderStrategyType> orderStrategyTypeFind() {
    return http.run(reads.orderStrategyType.find);
  }

  @GET
  @Path("/orderstrategytype/item")
  public Uni<TradovateOrderStrategyType> orderStrategyTypeItem() {
    return http.run(reads.orderStrategyType.item);
  }
}
