// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.unwind.dialect.Dialect;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The files of answers are of the operations that there are, and are put into the document. */
class DescribedAnswersTest {
  private static final Schema ERROR = OASFactory.createSchema().ref("Error");

  @ParameterizedTest
  @EnumSource
  void anOperationThatIsNotThereFailsTheBuild(Dialect dialect) {
    DescribedAnswers answers = new DescribedAnswers(dialect, status -> ERROR);

    assertThatThrownBy(() -> answers.describe(empty()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("openapi/" + dialect.code() + ".yaml describes")
        .hasMessageContaining("which is not there");
  }

  @Test
  void answersOfTheFileReplaceTheGeneratedOnesAndKeepTheSchemaOfTheType() throws Exception {
    JsonNode file = file(Dialect.ALPACA);
    OpenAPI document = empty();
    file.path("paths")
        .properties()
        .forEach(
            path -> {
              PathItem item = OASFactory.createPathItem();
              path.getValue()
                  .properties()
                  .forEach(
                      method ->
                          item.setOperation(
                              PathItem.HttpMethod.valueOf(method.getKey().toUpperCase(Locale.ROOT)),
                              generated()));
              document.getPaths().addPathItem(path.getKey(), item);
            });

    new DescribedAnswers(Dialect.ALPACA, status -> ERROR).describe(document);

    APIResponses one =
        document.getPaths().getPathItem("/v2/orders/{order_id}").getGET().getResponses();
    assertThat(one.getAPIResponses().keySet()).containsExactlyInAnyOrder("200", "404");
    assertThat(one.getAPIResponse("200").getDescription()).isEqualTo("The order");
    assertThat(json(one, "200").getSchema().getRef()).endsWith("/Generated");
    assertThat(json(one, "404").getSchema().getRef()).endsWith("/Error");
    assertThat(json(one, "404").getExamples())
        .hasEntrySatisfying(
            "absent",
            example ->
                assertThat(example.getValue())
                    .hasToString(
                        "{code=40410000, message=order not found for"
                            + " 3f1c8a5e-0d0b-4f3c-9b55-6a1d2c7e9f10}"));
  }

  @ParameterizedTest
  @EnumSource(names = "TRADOVATE", mode = EnumSource.Mode.EXCLUDE)
  void everyExampleOfTheFileIsShownSomewhere(Dialect dialect) throws Exception {
    JsonNode file = file(dialect);
    Set<String> shown =
        file.findValuesAsText("$ref").stream()
            .filter(ref -> ref.startsWith("#/components/examples/"))
            .map(ref -> ref.substring(ref.lastIndexOf('/') + 1))
            .collect(Collectors.toSet());
    Set<String> there = new TreeSet<>();
    file.at("/components/examples").fieldNames().forEachRemaining(there::add);

    assertThat(shown).containsExactlyInAnyOrderElementsOf(there);
  }

  private static OpenAPI empty() {
    return OASFactory.createOpenAPI()
        .components(OASFactory.createComponents())
        .paths(OASFactory.createPaths());
  }

  /** As the extension leaves an operation whose answer has a type. */
  private static Operation generated() {
    MediaType type =
        OASFactory.createMediaType().schema(OASFactory.createSchema().ref("Generated"));
    return OASFactory.createOperation()
        .responses(
            OASFactory.createAPIResponses()
                .addAPIResponse("403", OASFactory.createAPIResponse().description("Not Allowed"))
                .addAPIResponse(
                    "200",
                    OASFactory.createAPIResponse()
                        .description("OK")
                        .content(
                            OASFactory.createContent().addMediaType("application/json", type))));
  }

  private static MediaType json(APIResponses responses, String status) {
    return responses.getAPIResponse(status).getContent().getMediaType("application/json");
  }

  private static JsonNode file(Dialect dialect) throws Exception {
    try (InputStream in =
        DescribedAnswersTest.class.getResourceAsStream("/openapi/" + dialect.code() + ".yaml")) {
      return new YAMLMapper().readTree(in);
    }
  }
}
