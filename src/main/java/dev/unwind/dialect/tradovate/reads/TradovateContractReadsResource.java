// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.reads;

import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateContract;
import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateContractMaturity;
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

/** Reads of contracts and their maturities. */
@Path("/v1")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Contracts")
@Extension(name = "x-smallrye-profile-tradovate", value = "")
public class TradovateContractReadsResource {
  private final TradovateHttp http;
  private final TradovateReads reads;

  TradovateContractReadsResource(TradovateHttp http, TradovateReads reads) {
    this.http = http;
    this.reads = reads;
  }

  @GET
  @Path("/contract/find")
  public Uni<TradovateContract> contractFind() {
    return http.run(reads.contract.find);
  }

  @GET
  @Path("/contract/item")
  public Uni<TradovateContract> contractItem() {
    return http.run(reads.contract.item);
  }

  @GET
  @Path("/contract/items")
  public Uni<Response> contractItems() {
    return http.rows(reads.contract.items);
  }

  @GET
  @Path("/contract/suggest")
  public Uni<Response> contractSuggest() {
    return http.rows(reads.contract.suggest);
  }

  @GET
  @Path("/contract/deps")
  public Uni<Response> contractDeps() {
    return http.rows(reads.contract.deps);
  }

  @GET
  @Path("/contract/ldeps")
  public Uni<Response> contractLdeps() {
    return http.rows(reads.contract.ldeps);
  }

  @GET
  @Path("/contractmaturity/item")
  public Uni<TradovateContractMaturity> contractMaturityItem() {
    return http.run(reads.contractMaturity.item);
  }

  @GET
  @Path("/contractmaturity/items")
  public Uni<Response> contractMaturityItems() {
    return http.rows(reads.contractMaturity.items);
  }

  @GET
  @Path("/contractmaturity/deps")
  public Uni<Response> contractMaturityDeps() {
    return http.rows(reads.contractMaturity.deps);
  }

  @GET
  @Path("/contractmaturity/ldeps")
  public Uni<Response> contractMaturityLdeps() {
    return http.rows(reads.contractMaturity.ldeps);
  }
}
