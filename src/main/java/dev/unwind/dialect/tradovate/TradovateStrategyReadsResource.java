// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import dev.unwind.dialect.tradovate.OrderEntities.TradovateOrderStrategy;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateOrderStrategyLink;
import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateOrderStrategyType;
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

/** Reads of order strategies. */
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
public class TradovateStrategyReadsResource {
  private final TradovateHttp http;
  private final TradovateReads reads;

  TradovateStrategyReadsResource(TradovateHttp http, TradovateReads reads) {
    this.http = http;
    this.reads = reads;
  }

  @GET
  @Path("/orderstrategy/deps")
  @Operation(
      operationId = "orderStrategyDeps",
      summary = "The order strategy entities of an entity of kind account")
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
                  @Schema(type = SchemaType.ARRAY, implementation = TradovateOrderStrategy.class)))
  public Uni<Response> orderStrategyDeps() {
    return http.rows(reads.orderStrategy.deps);
  }

  @GET
  @Path("/orderstrategy/item")
  @Operation(operationId = "orderStrategyItem", summary = "One order strategy by its id")
  @Parameter(
      name = "id",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.INTEGER, implementation = Long.class))
  public Uni<TradovateOrderStrategy> orderStrategyItem() {
    return http.run(reads.orderStrategy.item);
  }

  @GET
  @Path("/orderstrategy/items")
  @Operation(
      operationId = "orderStrategyItems",
      summary = "Several order strategy entities by their ids; absent ones are left out")
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
                  @Schema(type = SchemaType.ARRAY, implementation = TradovateOrderStrategy.class)))
  public Uni<Response> orderStrategyItems() {
    return http.rows(reads.orderStrategy.items);
  }

  @GET
  @Path("/orderstrategy/ldeps")
  @Operation(
      operationId = "orderStrategyLdeps",
      summary = "The order strategy entities of several entities of kind account")
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
                  @Schema(type = SchemaType.ARRAY, implementation = TradovateOrderStrategy.class)))
  public Uni<Response> orderStrategyLdeps() {
    return http.rows(reads.orderStrategy.ldeps);
  }

  @GET
  @Path("/orderstrategy/list")
  @Operation(
      operationId = "orderStrategyList",
      summary = "Every order strategy that the caller sees")
  @APIResponse(
      responseCode = "200",
      description = "entities, newest or lowest id first; may be empty",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema =
                  @Schema(type = SchemaType.ARRAY, implementation = TradovateOrderStrategy.class)))
  public Uni<Response> orderStrategyList() {
    return http.rows(reads.orderStrategy.list);
  }

  @GET
  @Path("/orderstrategylink/deps")
  @Operation(
      operationId = "orderStrategyLinkDeps",
      summary = "The order strategy link entities of an entity of kind orderStrategy")
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
                      implementation = TradovateOrderStrategyLink.class)))
  public Uni<Response> orderStrategyLinkDeps() {
    return http.rows(reads.orderStrategyLink.deps);
  }

  @GET
  @Path("/orderstrategylink/item")
  @Operation(operationId = "orderStrategyLinkItem", summary = "One order strategy link by its id")
  @Parameter(
      name = "id",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.INTEGER, implementation = Long.class))
  public Uni<TradovateOrderStrategyLink> orderStrategyLinkItem() {
    return http.run(reads.orderStrategyLink.item);
  }

  @GET
  @Path("/orderstrategylink/items")
  @Operation(
      operationId = "orderStrategyLinkItems",
      summary = "Several order strategy link entities by their ids; absent ones are left out")
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
                      implementation = TradovateOrderStrategyLink.class)))
  public Uni<Response> orderStrategyLinkItems() {
    return http.rows(reads.orderStrategyLink.items);
  }

  @GET
  @Path("/orderstrategylink/ldeps")
  @Operation(
      operationId = "orderStrategyLinkLdeps",
      summary = "The order strategy link entities of several entities of kind orderStrategy")
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
                      implementation = TradovateOrderStrategyLink.class)))
  public Uni<Response> orderStrategyLinkLdeps() {
    return http.rows(reads.orderStrategyLink.ldeps);
  }

  @GET
  @Path("/orderstrategylink/list")
  @Operation(
      operationId = "orderStrategyLinkList",
      summary = "Every order strategy link that the caller sees")
  @APIResponse(
      responseCode = "200",
      description = "entities, newest or lowest id first; may be empty",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema =
                  @Schema(
                      type = SchemaType.ARRAY,
                      implementation = TradovateOrderStrategyLink.class)))
  public Uni<Response> orderStrategyLinkList() {
    return http.rows(reads.orderStrategyLink.list);
  }

  @GET
  @Path("/orderstrategytype/list")
  @Operation(
      operationId = "orderStrategyTypeList",
      summary = "Every order strategy type that the caller sees")
  @APIResponse(
      responseCode = "200",
      description = "entities, newest or lowest id first; may be empty",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema =
                  @Schema(
                      type = SchemaType.ARRAY,
                      implementation = TradovateOrderStrategyType.class)))
  public Uni<Response> orderStrategyTypeList() {
    return http.rows(reads.orderStrategyType.list);
  }

  @GET
  @Path("/orderstrategytype/find")
  @Operation(
      operationId = "orderStrategyTypeFind",
      summary = "One order strategy type by its exact name")
  @Parameter(
      name = "name",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.STRING))
  public Uni<TradovateOrderStrategyType> orderStrategyTypeFind() {
    return http.run(reads.orderStrategyType.find);
  }

  @GET
  @Path("/orderstrategytype/item")
  @Operation(operationId = "orderStrategyTypeItem", summary = "One order strategy type by its id")
  @Parameter(
      name = "id",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.INTEGER, implementation = Long.class))
  public Uni<TradovateOrderStrategyType> orderStrategyTypeItem() {
    return http.run(reads.orderStrategyType.item);
  }
}
