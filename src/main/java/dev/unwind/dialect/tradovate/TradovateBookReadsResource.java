// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import dev.unwind.dialect.tradovate.BookEntities.TradovateAccount;
import dev.unwind.dialect.tradovate.BookEntities.TradovateCashBalance;
import dev.unwind.dialect.tradovate.BookEntities.TradovatePosition;
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

/** Reads of accounts, positions and money. */
@Path("/v1")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Accounts")
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
public class TradovateBookReadsResource {
  private final TradovateHttp http;
  private final TradovateReads reads;

  TradovateBookReadsResource(TradovateHttp http, TradovateReads reads) {
    this.http = http;
    this.reads = reads;
  }

  @GET
  @Path("/account/list")
  @Operation(operationId = "accountList", summary = "Every account that the caller sees")
  @APIResponse(
      responseCode = "200",
      description = "entities, newest or lowest id first; may be empty",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateAccount.class)))
  public Uni<Response> accountList() {
    return http.rows(reads.account.list);
  }

  @GET
  @Path("/account/item")
  @Operation(operationId = "accountItem", summary = "One account by its id")
  @Parameter(
      name = "id",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.INTEGER, implementation = Long.class))
  public Uni<TradovateAccount> accountItem() {
    return http.run(reads.account.item);
  }

  @GET
  @Path("/account/items")
  @Operation(
      operationId = "accountItems",
      summary = "Several account entities by their ids; absent ones are left out")
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
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateAccount.class)))
  public Uni<Response> accountItems() {
    return http.rows(reads.account.items);
  }

  @GET
  @Path("/account/find")
  @Operation(operationId = "accountFind", summary = "One account by its exact name")
  @Parameter(
      name = "name",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.STRING))
  public Uni<TradovateAccount> accountFind() {
    return http.run(reads.account.find);
  }

  @GET
  @Path("/account/deps")
  @Operation(
      operationId = "accountDeps",
      summary = "The account entities of an entity of kind user")
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
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateAccount.class)))
  public Uni<Response> accountDeps() {
    return http.rows(reads.account.deps);
  }

  @GET
  @Path("/account/ldeps")
  @Operation(
      operationId = "accountLdeps",
      summary = "The account entities of several entities of kind user")
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
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateAccount.class)))
  public Uni<Response> accountLdeps() {
    return http.rows(reads.account.ldeps);
  }

  @GET
  @Path("/account/suggest")
  @Operation(
      operationId = "accountSuggest",
      summary = "Account entities whose name contains a text")
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
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovateAccount.class)))
  public Uni<Response> accountSuggest() {
    return http.rows(reads.account.suggest);
  }

  @GET
  @Path("/position/list")
  @Operation(operationId = "positionList", summary = "Every position that the caller sees")
  @APIResponse(
      responseCode = "200",
      description = "entities, newest or lowest id first; may be empty",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovatePosition.class)))
  public Uni<Response> positionList() {
    return http.rows(reads.position.list);
  }

  @GET
  @Path("/position/item")
  @Operation(operationId = "positionItem", summary = "One position by its id")
  @Parameter(
      name = "id",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.INTEGER, implementation = Long.class))
  public Uni<TradovatePosition> positionItem() {
    return http.run(reads.position.item);
  }

  @GET
  @Path("/position/items")
  @Operation(
      operationId = "positionItems",
      summary = "Several position entities by their ids; absent ones are left out")
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
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovatePosition.class)))
  public Uni<Response> positionItems() {
    return http.rows(reads.position.items);
  }

  @GET
  @Path("/position/find")
  @Operation(operationId = "positionFind", summary = "One position by its exact name")
  @Parameter(
      name = "name",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.STRING))
  public Uni<TradovatePosition> positionFind() {
    return http.run(reads.position.find);
  }

  @GET
  @Path("/position/deps")
  @Operation(
      operationId = "positionDeps",
      summary = "The position entities of an entity of kind account")
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
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovatePosition.class)))
  public Uni<Response> positionDeps() {
    return http.rows(reads.position.deps);
  }

  @GET
  @Path("/position/ldeps")
  @Operation(
      operationId = "positionLdeps",
      summary = "The position entities of several entities of kind account")
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
              schema = @Schema(type = SchemaType.ARRAY, implementation = TradovatePosition.class)))
  public Uni<Response> positionLdeps() {
    return http.rows(reads.position.ldeps);
  }

  @GET
  @Path("/cashbalance/deps")
  @Operation(
      operationId = "cashBalanceDeps",
      summary = "The cash balance entities of an entity of kind account")
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
                  @Schema(type = SchemaType.ARRAY, implementation = TradovateCashBalance.class)))
  public Uni<Response> cashBalanceDeps() {
    return http.rows(reads.cashBalance.deps);
  }

  @GET
  @Path("/cashbalance/item")
  @Operation(operationId = "cashBalanceItem", summary = "One cash balance by its id")
  @Parameter(
      name = "id",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.INTEGER, implementation = Long.class))
  public Uni<TradovateCashBalance> cashBalanceItem() {
    return http.run(reads.cashBalance.item);
  }

  @GET
  @Path("/cashbalance/items")
  @Operation(
      operationId = "cashBalanceItems",
      summary = "Several cash balance entities by their ids; absent ones are left out")
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
                  @Schema(type = SchemaType.ARRAY, implementation = TradovateCashBalance.class)))
  public Uni<Response> cashBalanceItems() {
    return http.rows(reads.cashBalance.items);
  }

  @GET
  @Path("/cashbalance/ldeps")
  @Operation(
      operationId = "cashBalanceLdeps",
      summary = "The cash balance entities of several entities of kind account")
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
                  @Schema(type = SchemaType.ARRAY, implementation = TradovateCashBalance.class)))
  public Uni<Response> cashBalanceLdeps() {
    return http.rows(reads.cashBalance.ldeps);
  }

  @GET
  @Path("/cashbalance/list")
  @Operation(operationId = "cashBalanceList", summary = "Every cash balance that the caller sees")
  @APIResponse(
      responseCode = "200",
      description = "entities, newest or lowest id first; may be empty",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema =
                  @Schema(type = SchemaType.ARRAY, implementation = TradovateCashBalance.class)))
  public Uni<Response> cashBalanceList() {
    return http.rows(reads.cashBalance.list);
  }
}
