// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateContract;
import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateContractMaturity;
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

/** Reads of contracts and their maturities. */
@Path("/v1")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Contracts")
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
public class TradovateContractReadsResource {
  private final TradovateHttp http;
  private final TradovateReads reads;

  TradovateContractReadsResource(TradovateHttp http, TradovateReads reads) {
    this.http = http;
    this.reads = reads;
  }

  @GET
  @Path("/contract/find")
  @Operation(operationId = "contractFind", summary = "One contract by its exact name")
  @Parameter(
      name = "name",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.STRING))
  public Uni<TradovateContract> contractFind() {
    return http.run(reads.contract.find);
  }

  @GET
  @Path("/contract/item")
  @Operation(operationId = "contractItem", summary = "One contract by its id")
  @Parameter(
      name = "id",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.INTEGER, implementation = Long.class))
  public Uni<TradovateContract> contractItem() {
    return http.run(reads.contract.item);
  }

  @GET
  @Path("/contract/items")
  @Operation(
      operationId = "contractItems",
      summary = "Several contract entities by their ids; absent ones are left out")
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
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateContract.class)))
  public Uni<Response> contractItems() {
    return http.rows(reads.contract.items);
  }

  @GET
  @Path("/contract/suggest")
  @Operation(
      operationId = "contractSuggest",
      summary = "Contract entities whose name contains a text")
  @Parameter(
      name = "t",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "l",
      in = ParameterIn.QUERY,
      required = false,
      schema = @Schema(type = SchemaType.INTEGER, implementation = Long.class))
  @APIResponse(
      responseCode = "200",
      description = "entities, newest or lowest id first; may be empty",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateContract.class)))
  public Uni<Response> contractSuggest() {
    return http.rows(reads.contract.suggest);
  }

  @GET
  @Path("/contract/deps")
  @Operation(
      operationId = "contractDeps",
      summary = "The contract entities of an entity of kind contractMaturity")
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
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateContract.class)))
  public Uni<Response> contractDeps() {
    return http.rows(reads.contract.deps);
  }

  @GET
  @Path("/contract/ldeps")
  @Operation(
      operationId = "contractLdeps",
      summary = "The contract entities of several entities of kind contractMaturity")
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
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateContract.class)))
  public Uni<Response> contractLdeps() {
    return http.rows(reads.contract.ldeps);
  }

  @GET
  @Path("/contractmaturity/item")
  @Operation(operationId = "contractMaturityItem", summary = "One contract maturity by its id")
  @Parameter(
      name = "id",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.INTEGER, implementation = Long.class))
  public Uni<TradovateContractMaturity> contractMaturityItem() {
    return http.run(reads.contractMaturity.item);
  }

  @GET
  @Path("/contractmaturity/items")
  @Operation(
      operationId = "contractMaturityItems",
      summary = "Several contract maturity entities by their ids; absent ones are left out")
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
                      implementation = TradovateContractMaturity.class)))
  public Uni<Response> contractMaturityItems() {
    return http.rows(reads.contractMaturity.items);
  }

  @GET
  @Path("/contractmaturity/deps")
  @Operation(
      operationId = "contractMaturityDeps",
      summary = "The contract maturity entities of an entity of kind product")
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
                      implementation = TradovateContractMaturity.class)))
  public Uni<Response> contractMaturityDeps() {
    return http.rows(reads.contractMaturity.deps);
  }

  @GET
  @Path("/contractmaturity/ldeps")
  @Operation(
      operationId = "contractMaturityLdeps",
      summary = "The contract maturity entities of several entities of kind product")
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
                      implementation = TradovateContractMaturity.class)))
  public Uni<Response> contractMaturityLdeps() {
    return http.rows(reads.contractMaturity.ldeps);
  }
}
