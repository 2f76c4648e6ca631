// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import dev.unwind.dialect.wire.DescribedAnswers;
import dev.unwind.dialect.wire.DescribedErrors;
import dev.unwind.dialect.wire.Refusal;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.Paths;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.jspecify.annotations.Nullable;

/**
 * What the description of this dialect says of every operation alike: its errors, and the generic
 * reads, whose names, parameters and answers follow from the path {@code /v1/<entity>/<kind>}.
 */
@OpenApiFilter(
    value = OpenApiFilter.RunStage.BUILD,
    documentNames = OpenApiFilter.FILTER_RUN_FOR_ANY_DOCUMENT)
public class TradovateDescriptions extends DescribedErrors implements OASFilter {
  /** Every entity with the kind of its masters; empty where it has none. */
  private static final Map<String, String> MASTERS =
      Map.ofEntries(
          Map.entry("account", "user"),
          Map.entry("accountRiskStatus", "account"),
          Map.entry("cashBalance", "account"),
          Map.entry("command", "order"),
          Map.entry("commandReport", "command"),
          Map.entry("contract", "contractMaturity"),
          Map.entry("contractGroup", ""),
          Map.entry("contractMaturity", "product"),
          Map.entry("currency", ""),
          Map.entry("exchange", ""),
          Map.entry("executionReport", "command"),
          Map.entry("fill", "order"),
          Map.entry("fillFee", "fill"),
          Map.entry("fillPair", "position"),
          Map.entry("marginSnapshot", "account"),
          Map.entry("order", "account"),
          Map.entry("orderStrategy", "account"),
          Map.entry("orderStrategyLink", "orderStrategy"),
          Map.entry("orderStrategyType", ""),
          Map.entry("orderVersion", "order"),
          Map.entry("position", "account"),
          Map.entry("product", "exchange"),
          Map.entry("user", ""),
          Map.entry("userAccountAutoLiq", "account"),
          Map.entry("userProperty", "user"));

  private static final Map<String, String> ENTITIES =
      MASTERS.keySet().stream()
          .collect(Collectors.toMap(e -> e.toLowerCase(Locale.ROOT), Function.identity()));

  /** What the document lists these entities under; the others under orders. */
  private static final Map<String, Set<String>> TAGS =
      Map.of(
          "Accounts",
          Set.of(
              "account",
              "accountRiskStatus",
              "cashBalance",
              "marginSnapshot",
              "position",
              "user",
              "userAccountAutoLiq"),
          "Contracts",
          Set.of(
              "contract",
              "contractGroup",
              "contractMaturity",
              "currency",
              "exchange",
              "product",
              "userProperty"));

  public TradovateDescriptions() {
    super(
        new TradovateErrors(),
        Refusal.BODY_MALFORMED,
        Refusal.PARAMETER_MALFORMED,
        Refusal.CREDENTIAL_WRONG,
        Refusal.BODY_TOO_LARGE,
        Refusal.RATE_LIMITED,
        Refusal.INTERNAL_ERROR,
        Refusal.STORE_UNAVAILABLE);
  }

  @Override
  protected Schema schema(int status) {
    return OASFactory.createSchema().addType(Schema.SchemaType.STRING);
  }

  /** One operation reads all entities; the document tells each read by itself. */
  @Override
  protected void prepare(Paths paths) {
    List<String> generic =
        paths.getPathItems().keySet().stream().filter(p -> p.startsWith("/v1/{")).toList();
    for (String path : generic) {
      List<SecurityRequirement> security = paths.getPathItem(path).getGET().getSecurity();
      paths.removePathItem(path);
      ENTITIES.forEach(
          (name, entity) ->
              EntityKinds.of(name)
                  .forEach(
                      kind ->
                          paths.addPathItem("/v1/" + name + "/" + kind, read(entity, security))));
    }
    paths.setPathItems(new TreeMap<>(paths.getPathItems()));
  }

  private static PathItem read(String entity, @Nullable List<SecurityRequirement> security) {
    String tag =
        TAGS.entrySet().stream()
            .filter(tagged -> tagged.getValue().contains(entity))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse("Orders");
    APIResponse one =
        OASFactory.createAPIResponse().description("OK").content(json(schemaOf(entity)));
    return OASFactory.createPathItem()
        .GET(
            OASFactory.createOperation()
                .addTag(tag)
                .security(security)
                .responses(OASFactory.createAPIResponses().addAPIResponse("200", one)));
  }

  @Override
  protected void describe(DescribedAnswers answers, String path, Operation operation) {
    List<String> parts = Stream.of(path.split("/", -1)).skip(2).toList();
    String entity = parts.isEmpty() ? null : ENTITIES.get(parts.get(0));
    if (parts.size() == 2 && entity != null && operation.getRequestBody() == null) {
      describeRead(entity, parts.get(1), operation, answers.example(entity));
    }
    boolean looksUp =
        operation.getRequestBody() != null || named(operation, "id") || named(operation, "name");
    if (looksUp) {
      share(operation, "404", "TradovateAbsent");
    }
  }

  private static boolean named(Operation operation, String parameter) {
    return operation.getParameters() != null
        && operation.getParameters().stream().anyMatch(p -> parameter.equals(p.getName()));
  }

  private static void describeRead(
      String entity, String kind, Operation operation, Object example) {
    String words = words(entity);
    String masters = words(MASTERS.getOrDefault(entity, ""));
    operation.setOperationId(
        entity + kind.substring(0, 1).toUpperCase(Locale.ROOT) + kind.substring(1));
    switch (kind) {
      case "list" -> operation.setSummary("Every " + words + " that the caller sees");
      case "item" -> {
        operation.setSummary("One " + words + " by its id");
        operation.addParameter(query("id", Schema.SchemaType.INTEGER));
      }
      case "items" -> {
        operation.setSummary("Those of some " + words + " ids; absent ones are left out");
        operation.addParameter(ids("ids"));
      }
      case "deps" -> {
        operation.setSummary("What belongs to one " + masters + ": " + words + " entities");
        operation.addParameter(query("masterid", Schema.SchemaType.INTEGER));
      }
      case "ldeps" -> {
        operation.setSummary("What belongs to some " + masters + " ids: " + words + " entities");
        operation.addParameter(ids("masterids"));
      }
      case "find" -> {
        operation.setSummary("One " + words + " by its exact name");
        operation.addParameter(query("name", Schema.SchemaType.STRING));
      }
      case "suggest" -> {
        operation.setSummary("Those " + words + " entities whose name contains a text");
        operation.addParameter(query("t", Schema.SchemaType.STRING));
        operation.addParameter(query("l", Schema.SchemaType.INTEGER).required(false));
      }
      default -> throw new IllegalStateException("no such read: " + entity + "/" + kind);
    }
    boolean one = kind.equals("item") || kind.equals("find");
    if (!one) {
      operation.getResponses().addAPIResponse("200", entities(entity));
    }
    Object shown = one ? example : List.of(example);
    operation
        .getResponses()
        .getAPIResponse("200")
        .getContent()
        .getMediaTypes()
        .values()
        .forEach(t -> t.addExample("sample", OASFactory.createExample().value(shown)));
  }

  private static APIResponse entities(String entity) {
    Schema all = OASFactory.createSchema().addType(Schema.SchemaType.ARRAY).items(schemaOf(entity));
    return OASFactory.createAPIResponse().description("entities; may be empty").content(json(all));
  }

  private static Schema schemaOf(String entity) {
    return OASFactory.createSchema()
        .ref("Tradovate" + entity.substring(0, 1).toUpperCase(Locale.ROOT) + entity.substring(1));
  }

  private static Content json(Schema schema) {
    return OASFactory.createContent()
        .addMediaType("application/json", OASFactory.createMediaType().schema(schema));
  }

  private static Parameter query(String name, Schema.SchemaType type) {
    Schema schema = OASFactory.createSchema().addType(type);
    if (type == Schema.SchemaType.INTEGER) {
      schema.format("int64");
    }
    return OASFactory.createParameter()
        .name(name)
        .in(Parameter.In.QUERY)
        .required(true)
        .schema(schema);
  }

  /** Several ids: repeated, or separated by commas in one. */
  private static Parameter ids(String name) {
    Schema id = OASFactory.createSchema().addType(Schema.SchemaType.INTEGER).format("int64");
    return OASFactory.createParameter()
        .name(name)
        .in(Parameter.In.QUERY)
        .required(true)
        .schema(OASFactory.createSchema().addType(Schema.SchemaType.ARRAY).items(id));
  }

  private static String words(String entity) {
    return entity.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
  }
}
