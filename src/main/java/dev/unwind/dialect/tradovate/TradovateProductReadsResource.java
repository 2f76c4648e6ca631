// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateExchange;
import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateProduct;
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

/** Reads of products and where they trade. */
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
public class TradovateProductReadsResource {
  private final TradovateHttp http;
  private final TradovateReads reads;

  TradovateProductReadsResource(TradovateHttp http, TradovateReads reads) {
    this.http = http;
    this.reads = reads;
  }

  @GET
  @Path("/product/find")
  @Operation(operationId = "productFind", summary = "One product by its exact name")
  @Parameter(
      name = "name",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.STRING))
  public Uni<TradovateProduct> productFind() {
    return http.run(reads.product.find);
  }

  @GET
  @Path("/product/item")
  @Operation(operationId = "productItem", summary = "One product by its id")
  @Parameter(
      name = "id",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.INTEGER, implementation = Long.class))
  public Uni<TradovateProduct> productItem() {
    return http.run(reads.product.item);
  }

  @GET
  @Path("/product/items")
  @Operation(
      operationId = "productItems",
      summary = "Several product entities by their ids; absent ones are left out")
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
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateProduct.class)))
  public Uni<Response> productItems() {
    return http.rows(reads.product.items);
  }

  @GET
  @Path("/product/list")
  @Operation(operationId = "productList", summary = "Every product that the caller sees")
  @APIResponse(
      responseCode = "200",
      description = "entities, newest or lowest id first; may be empty",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateProduct.class)))
  public Uni<Response> productList() {
    return http.rows(reads.product.list);
  }

  @GET
  @Path("/product/suggest")
  @Operation(
      operationId = "productSuggest",
      summary = "Product entities whose name contains a text")
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
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateProduct.class)))
  public Uni<Response> productSuggest() {
    return http.rows(reads.product.suggest);
  }

  @GET
  @Path("/product/deps")
  @Operation(
      operationId = "productDeps",
      summary = "The product entities of an entity of kind exchange")
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
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateProduct.class)))
  public Uni<Response> productDeps() {
    return http.rows(reads.product.deps);
  }

  @GET
  @Path("/product/ldeps")
  @Operation(
      operationId = "productLdeps",
      summary = "The product entities of several entities of kind exchange")
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
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateProduct.class)))
  public Uni<Response> productLdeps() {
    return http.rows(reads.product.ldeps);
  }

  @GET
  @Path("/exchange/list")
  @Operation(operationId = "exchangeList", summary = "Every exchange that the caller sees")
  @APIResponse(
      responseCode = "200",
      description = "entities, newest or lowest id first; may be empty",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateExchange.class)))
  public Uni<Response> exchangeList() {
    return http.rows(reads.exchange.list);
  }

  @GET
  @Path("/exchange/find")
  @Operation(operationId = "exchangeFind", summary = "One exchange by its exact name")
  @Parameter(
      name = "name",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.STRING))
  public Uni<TradovateExchange> exchangeFind() {
    return http.run(reads.exchange.find);
  }

  @GET
  @Path("/exchange/item")
  @Operation(operationId = "exchangeItem", summary = "One exchange by its id")
  @Parameter(
      name = "id",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.INTEGER, implementation = Long.class))
  public Uni<TradovateExchange> exchangeItem() {
    return http.run(reads.exchange.item);
  }

  @GET
  @Path("/exchange/items")
  @Operation(
      operationId = "exchangeItems",
      summary = "Several exchange entities by their ids; absent ones are left out")
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
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateExchange.class)))
  public Uni<Response> exchangeItems() {
    return http.rows(reads.exchange.items);
  }

  @GET
  @Path("/exchange/suggest")
  @Operation(
      operationId = "exchangeSuggest",
      summary = "Exchange entities whose name contains a text")
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
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateExchange.class)))
  public Uni<Response> exchangeSuggest() {
    return http.rows(reads.exchange.suggest);
  }
}
