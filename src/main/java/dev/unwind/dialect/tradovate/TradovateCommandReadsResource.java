// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import dev.unwind.dialect.tradovate.OrderEntities.TradovateCommand;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateCommandReport;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateExecutionReport;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Reads of commands and what became of them. */
@Path("/v1")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Orders")
@Extension(name = "x-smallrye-profile-tradovate", value = "")
@APIResponse(
    responseCode = "400",
    description = "a parameter is missing or cannot be read",
    content =
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = String.class),
            examples =
                @ExampleObject(name = "parameter", value = "\"Invalid or missed parameters: id\"")))
@APIResponse(
    responseCode = "401",
    description = "no token, an expired one, or one of somebody else",
    content =
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = String.class),
            examples = @ExampleObject(name = "denied", value = "\"Access is denied\"")))
@APIResponse(
    responseCode = "404",
    description = "not there, or not visible to the caller",
    content =
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = String.class),
            examples = @ExampleObject(name = "absent", value = "\"order not found\"")))
@APIResponse(
    responseCode = "503",
    description = "the ledger cannot be reached; nothing was executed",
    content =
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = String.class),
            examples = @ExampleObject(name = "away", value = "\"the ledger cannot be reached\"")))
public class TradovateCommandReadsResource {
  private final TradovateHttp http;
  private final TradovateReads reads;

  TradovateCommandReadsResource(TradovateHttp http, TradovateReads reads) {
    this.http = http;
    this.reads = reads;
  }

  @GET
  @Path("/command/deps")
  @Operation(
      operationId = "commandDeps",
      summary = "The command entities of an entity of kind order")
  @Parameter(
      name = "masterid",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.INTEGER, implementation = Long.class))
  @APIResponse(
      responseCode = "200",
      description = "entities, newest or lowest id first; may be empty",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateCommand.class)))
  public Uni<Response> commandDeps() {
    return http.rows(reads.command.deps);
  }

  @GET
  @Path("/command/item")
  @Operation(operationId = "commandItem", summary = "One command by its id")
  @Parameter(
      name = "id",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.INTEGER, implementation = Long.class))
  public Uni<TradovateCommand> commandItem() {
    return http.run(reads.command.item);
  }

  @GET
  @Path("/command/items")
  @Operation(
      operationId = "commandItems",
      summary = "Several command entities by their ids; absent ones are left out")
  @Parameter(
      name = "ids",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.ARRAY, implementation = Long.class))
  @APIResponse(
      responseCode = "200",
      description = "entities, newest or lowest id first; may be empty",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateCommand.class)))
  public Uni<Response> commandItems() {
    return http.rows(reads.command.items);
  }

  @GET
  @Path("/command/ldeps")
  @Operation(
      operationId = "commandLdeps",
      summary = "The command entities of several entities of kind order")
  @Parameter(
      name = "masterids",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.ARRAY, implementation = Long.class))
  @APIResponse(
      responseCode = "200",
      description = "entities, newest or lowest id first; may be empty",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateCommand.class)))
  public Uni<Response> commandLdeps() {
    return http.rows(reads.command.ldeps);
  }

  @GET
  @Path("/command/list")
  @Operation(operationId = "commandList", summary = "Every command that the caller sees")
  @APIResponse(
      responseCode = "200",
      description = "entities, newest or lowest id first; may be empty",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateCommand.class)))
  public Uni<Response> commandList() {
    return http.rows(reads.command.list);
  }

  @GET
  @Path("/commandreport/deps")
  @Operation(
      operationId = "commandReportDeps",
      summary = "The command report entities of an entity of kind command")
  @Parameter(
      name = "masterid",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.INTEGER, implementation = Long.class))
  @APIResponse(
      responseCode = "200",
      description = "entities, newest or lowest id first; may be empty",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema =
                  @Schema(type = SchemaType.ARRAY, implementation = TradovateCommandReport.class)))
  public Uni<Response> commandReportDeps() {
    return http.rows(reads.commandReport.deps);
  }

  @GET
  @Path("/commandreport/item")
  @Operation(operationId = "commandReportItem", summary = "One command report by its id")
  @Parameter(
      name = "id",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.INTEGER, implementation = Long.class))
  public Uni<TradovateCommandReport> commandReportItem() {
    return http.run(reads.commandReport.item);
  }

  @GET
  @Path("/commandreport/items")
  @Operation(
      operationId = "commandReportItems",
      summary = "Several command report entities by their ids; absent ones are left out")
  @Parameter(
      name = "ids",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.ARRAY, implementation = Long.class))
  @APIResponse(
      responseCode = "200",
      description = "entities, newest or lowest id first; may be empty",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema =
                  @Schema(type = SchemaType.ARRAY, implementation = TradovateCommandReport.class)))
  public Uni<Response> commandReportItems() {
    return http.rows(reads.commandReport.items);
  }

  @GET
  @Path("/commandreport/ldeps")
  @Operation(
      operationId = "commandReportLdeps",
      summary = "The command report entities of several entities of kind command")
  @Parameter(
      name = "masterids",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.ARRAY, implementation = Long.class))
  @APIResponse(
      responseCode = "200",
      description = "entities, newest or lowest id first; may be empty",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema =
                  @Schema(type = SchemaType.ARRAY, implementation = TradovateCommandReport.class)))
  public Uni<Response> commandReportLdeps() {
    return http.rows(reads.commandReport.ldeps);
  }

  @GET
  @Path("/commandreport/list")
  @Operation(
      operationId = "commandReportList",
      summary = "Every command report that the caller sees")
  @APIResponse(
      responseCode = "200",
      description = "entities, newest or lowest id first; may be empty",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema =
                  @Schema(type = SchemaType.ARRAY, implementation = TradovateCommandReport.class)))
  public Uni<Response> commandReportList() {
    return http.rows(reads.commandReport.list);
  }

  @GET
  @Path("/executionreport/deps")
  @Operation(
      operationId = "executionReportDeps",
      summary = "The execution report entities of an entity of kind command")
  @Parameter(
      name = "masterid",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.INTEGER, implementation = Long.class))
  @APIResponse(
      responseCode = "200",
      description = "entities, newest or lowest id first; may be empty",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema =
                  @Schema(
                      type = SchemaType.ARRAY,
                      implementation = TradovateExecutionReport.class)))
  public Uni<Response> executionReportDeps() {
    return http.rows(reads.executionReport.deps);
  }

  @GET
  @Path("/executionreport/item")
  @Operation(operationId = "executionReportItem", summary = "One execution report by its id")
  @Parameter(
      name = "id",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.INTEGER, implementation = Long.class))
  public Uni<TradovateExecutionReport> executionReportItem() {
    return http.run(reads.executionReport.item);
  }

  @GET
  @Path("/executionreport/items")
  @Operation(
      operationId = "executionReportItems",
      summary = "Several execution report entities by their ids; absent ones are left out")
  @Parameter(
      name = "ids",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.ARRAY, implementation = Long.class))
  @APIResponse(
      responseCode = "200",
      description = "entities, newest or lowest id first; may be empty",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema =
                  @Schema(
                      type = SchemaType.ARRAY,
                      implementation = TradovateExecutionReport.class)))
  public Uni<Response> executionReportItems() {
    return http.rows(reads.executionReport.items);
  }

  @GET
  @Path("/executionreport/ldeps")
  @Operation(
      operationId = "executionReportLdeps",
      summary = "The execution report entities of several entities of kind command")
  @Parameter(
      name = "masterids",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.ARRAY, implementation = Long.class))
  @APIResponse(
      responseCode = "200",
      description = "entities, newest or lowest id first; may be empty",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema =
                  @Schema(
                      type = SchemaType.ARRAY,
                      implementation = TradovateExecutionReport.class)))
  public Uni<Response> executionReportLdeps() {
    return http.rows(reads.executionReport.ldeps);
  }

  @GET
  @Path("/executionreport/list")
  @Operation(
      operationId = "executionReportList",
      summary = "Every execution report that the caller sees")
  @APIResponse(
      responseCode = "200",
      description = "entities, newest or lowest id first; may be empty",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema =
                  @Schema(
                      type = SchemaType.ARRAY,
                      implementation = TradovateExecutionReport.class)))
  public Uni<Response> executionReportList() {
    return http.rows(reads.executionReport.list);
  }
}
