// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import dev.unwind.dialect.tradovate.BookEntities.TradovateFillPair;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateFill;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateFillFee;
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

/** Reads of fills, their fees and pairs. */
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
public class TradovateFillReadsResource {
  private final TradovateHttp http;
  private final TradovateReads reads;

  TradovateFillReadsResource(TradovateHttp http, TradovateReads reads) {
    this.http = http;
    this.reads = reads;
  }

  @GET
  @Path("/fill/deps")
  @Operation(operationId = "fillDeps", summary = "The fill entities of an entity of kind order")
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
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateFill.class)))
  public Uni<Response> fillDeps() {
    return http.rows(reads.fill.deps);
  }

  @GET
  @Path("/fill/item")
  @Operation(operationId = "fillItem", summary = "One fill by its id")
  @Parameter(
      name = "id",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.INTEGER, implementation = Long.class))
  public Uni<TradovateFill> fillItem() {
    return http.run(reads.fill.item);
  }

  @GET
  @Path("/fill/items")
  @Operation(
      operationId = "fillItems",
      summary = "Several fill entities by their ids; absent ones are left out")
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
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateFill.class)))
  public Uni<Response> fillItems() {
    return http.rows(reads.fill.items);
  }

  @GET
  @Path("/fill/ldeps")
  @Operation(
      operationId = "fillLdeps",
      summary = "The fill entities of several entities of kind order")
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
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateFill.class)))
  public Uni<Response> fillLdeps() {
    return http.rows(reads.fill.ldeps);
  }

  @GET
  @Path("/fill/list")
  @Operation(operationId = "fillList", summary = "Every fill that the caller sees")
  @APIResponse(
      responseCode = "200",
      description = "entities, newest or lowest id first; may be empty",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateFill.class)))
  public Uni<Response> fillList() {
    return http.rows(reads.fill.list);
  }

  @GET
  @Path("/fillfee/deps")
  @Operation(
      operationId = "fillFeeDeps",
      summary = "The fill fee entities of an entity of kind fill")
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
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateFillFee.class)))
  public Uni<Response> fillFeeDeps() {
    return http.rows(reads.fillFee.deps);
  }

  @GET
  @Path("/fillfee/item")
  @Operation(operationId = "fillFeeItem", summary = "One fill fee by its id")
  @Parameter(
      name = "id",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.INTEGER, implementation = Long.class))
  public Uni<TradovateFillFee> fillFeeItem() {
    return http.run(reads.fillFee.item);
  }

  @GET
  @Path("/fillfee/items")
  @Operation(
      operationId = "fillFeeItems",
      summary = "Several fill fee entities by their ids; absent ones are left out")
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
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateFillFee.class)))
  public Uni<Response> fillFeeItems() {
    return http.rows(reads.fillFee.items);
  }

  @GET
  @Path("/fillfee/ldeps")
  @Operation(
      operationId = "fillFeeLdeps",
      summary = "The fill fee entities of several entities of kind fill")
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
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateFillFee.class)))
  public Uni<Response> fillFeeLdeps() {
    return http.rows(reads.fillFee.ldeps);
  }

  @GET
  @Path("/fillfee/list")
  @Operation(operationId = "fillFeeList", summary = "Every fill fee that the caller sees")
  @APIResponse(
      responseCode = "200",
      description = "entities, newest or lowest id first; may be empty",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateFillFee.class)))
  public Uni<Response> fillFeeList() {
    return http.rows(reads.fillFee.list);
  }

  @GET
  @Path("/fillpair/deps")
  @Operation(
      operationId = "fillPairDeps",
      summary = "The fill pair entities of an entity of kind position")
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
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateFillPair.class)))
  public Uni<Response> fillPairDeps() {
    return http.rows(reads.fillPair.deps);
  }

  @GET
  @Path("/fillpair/item")
  @Operation(operationId = "fillPairItem", summary = "One fill pair by its id")
  @Parameter(
      name = "id",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.INTEGER, implementation = Long.class))
  public Uni<TradovateFillPair> fillPairItem() {
    return http.run(reads.fillPair.item);
  }

  @GET
  @Path("/fillpair/items")
  @Operation(
      operationId = "fillPairItems",
      summary = "Several fill pair entities by their ids; absent ones are left out")
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
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateFillPair.class)))
  public Uni<Response> fillPairItems() {
    return http.rows(reads.fillPair.items);
  }

  @GET
  @Path("/fillpair/ldeps")
  @Operation(
      operationId = "fillPairLdeps",
      summary = "The fill pair entities of several entities of kind position")
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
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateFillPair.class)))
  public Uni<Response> fillPairLdeps() {
    return http.rows(reads.fillPair.ldeps);
  }

  @GET
  @Path("/fillpair/list")
  @Operation(operationId = "fillPairList", summary = "Every fill pair that the caller sees")
  @APIResponse(
      responseCode = "200",
      description = "entities, newest or lowest id first; may be empty",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateFillPair.class)))
  public Uni<Response> fillPairList() {
    return http.rows(reads.fillPair.list);
  }
}
