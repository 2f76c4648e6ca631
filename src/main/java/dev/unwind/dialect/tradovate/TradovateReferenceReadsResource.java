// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateContractGroup;
import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateCurrency;
import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateUserProperty;
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

/** Reads of what is the same for everybody. */
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
public class TradovateReferenceReadsResource {
  private final TradovateHttp http;
  private final TradovateReads reads;

  TradovateReferenceReadsResource(TradovateHttp http, TradovateReads reads) {
    this.http = http;
    this.reads = reads;
  }

  @GET
  @Path("/currency/list")
  @Operation(operationId = "currencyList", summary = "Every currency that the caller sees")
  @APIResponse(
      responseCode = "200",
      description = "entities, newest or lowest id first; may be empty",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateCurrency.class)))
  public Uni<Response> currencyList() {
    return http.rows(reads.currency.list);
  }

  @GET
  @Path("/currency/find")
  @Operation(operationId = "currencyFind", summary = "One currency by its exact name")
  @Parameter(
      name = "name",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.STRING))
  public Uni<TradovateCurrency> currencyFind() {
    return http.run(reads.currency.find);
  }

  @GET
  @Path("/currency/item")
  @Operation(operationId = "currencyItem", summary = "One currency by its id")
  @Parameter(
      name = "id",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.INTEGER, implementation = Long.class))
  public Uni<TradovateCurrency> currencyItem() {
    return http.run(reads.currency.item);
  }

  @GET
  @Path("/currency/items")
  @Operation(
      operationId = "currencyItems",
      summary = "Several currency entities by their ids; absent ones are left out")
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
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateCurrency.class)))
  public Uni<Response> currencyItems() {
    return http.rows(reads.currency.items);
  }

  @GET
  @Path("/currency/suggest")
  @Operation(
      operationId = "currencySuggest",
      summary = "Currency entities whose name contains a text")
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
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateCurrency.class)))
  public Uni<Response> currencySuggest() {
    return http.rows(reads.currency.suggest);
  }

  @GET
  @Path("/contractgroup/list")
  @Operation(
      operationId = "contractGroupList",
      summary = "Every contract group that the caller sees")
  @APIResponse(
      responseCode = "200",
      description = "entities, newest or lowest id first; may be empty",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema =
                  @Schema(type = SchemaType.ARRAY, implementation = TradovateContractGroup.class)))
  public Uni<Response> contractGroupList() {
    return http.rows(reads.contractGroup.list);
  }

  @GET
  @Path("/userproperty/deps")
  @Operation(
      operationId = "userPropertyDeps",
      summary = "The user property entities of an entity of kind user")
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
                  @Schema(type = SchemaType.ARRAY, implementation = TradovateUserProperty.class)))
  public Uni<Response> userPropertyDeps() {
    return http.rows(reads.userProperty.deps);
  }
}
