// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.reads;

import dev.unwind.dialect.tradovate.OrderEntities.TradovateCommand;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateCommandReport;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateExecutionReport;
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

/** Reads of commands and what became of them. */
@Path("/v1")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Orders")
@Extension(name = "x-smallrye-profile-tradovate", value = "")
public class TradovateCommandReadsResource {
  private final TradovateHttp http;
  private final TradovateReads reads;

  TradovateCommandReadsResource(TradovateHttp http, TradovateReads reads) {
    this.http = http;
    this.reads = reads;
  }

  @GET
  @Path("/command/deps")
  public Uni<Response> commandDeps() {
    return http.rows(reads.command.deps);
  }

  @GET
  @Path("/command/item")
  public Uni<TradovateCommand> commandItem() {
    return http.run(reads.command.item);
  }

  @GET
  @Path("/command/items")
  public Uni<Response> commandItems() {
    return http.rows(reads.command.items);
  }

  @GET
  @Path("/command/ldeps")
  public Uni<Response> commandLdeps() {
    return http.rows(reads.command.ldeps);
  }

  @GET
  @Path("/command/list")
  public Uni<Response> commandList() {
    return http.rows(reads.command.list);
  }

  @GET
  @Path("/commandreport/deps")
  public Uni<Response> commandReportDeps() {
    return http.rows(reads.commandReport.deps);
  }

  @GET
  @Path("/commandreport/item")
  public Uni<TradovateCommandReport> commandReportItem() {
    return http.run(reads.commandReport.item);
  }

  @GET
  @Path("/commandreport/items")
  public Uni<Response> commandReportItems() {
    return http.rows(reads.commandReport.items);
  }

  @GET
  @Path("/commandreport/ldeps")
  public Uni<Response> commandReportLdeps() {
    return http.rows(reads.commandReport.ldeps);
  }

  @GET
  @Path("/commandreport/list")
  public Uni<Response> commandReportList() {
    return http.rows(reads.commandReport.list);
  }

  @GET
  @Path("/executionreport/deps")
  public Uni<Response> executionReportDeps() {
    return http.rows(reads.executionReport.deps);
  }

  @GET
  @Path("/executionreport/item")
  public Uni<TradovateExecutionReport> executionReportItem() {
    return http.run(reads.executionReport.item);
  }

  @GET
  @Path("/executionreport/items")
  public Uni<Response> executionReportItems() {
    return http.rows(reads.executionReport.items);
  }

  @GET
  @Path("/executionreport/ldeps")
  public Uni<Response> executionReportLdeps() {
    return http.rows(reads.executionReport.ldeps);
  }

  @GET
  @Path("/executionreport/list")
  public Uni<Response> executionReportList() {
    return http.rows(reads.executionReport.list);
  }
}
