// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.security;

import dev.unwind.dialect.Dialect;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/**
 * Says in each API description which credential an operation takes: what {@link CredentialHeaders}
 * reads, by the same paths. Runs while the application is built.
 */
@OpenApiFilter(
    value = OpenApiFilter.RunStage.BUILD,
    documentNames = OpenApiFilter.FILTER_RUN_FOR_ANY_DOCUMENT)
public final class CredentialSchemes implements OASFilter {
  private static final String TOKEN = "token";
  private static final String KEY_ID = "keyId";
  private static final String KEY_SECRET = "keySecret";
  private static final String BASIC = "basic";

  /** Paths that tell the time to anyone, besides the sign-ins. */
  private static final Set<String> OPEN = Set.of("/v1/timestamp");

  @Override
  public void filterOpenAPI(OpenAPI api) {
    if (api.getPaths() == null) {
      return;
    }
    Set<Dialect> dialects = EnumSet.noneOf(Dialect.class);
    api.getPaths().getPathItems().forEach((path, item) -> require(path, item, dialects));
    if (dialects.isEmpty()) {
      return;
    }
    if (api.getComponents() == null) {
      api.setComponents(OASFactory.createComponents());
    }
    api.getComponents().setSecuritySchemes(schemes(dialects));
  }

  private static void require(String path, PathItem item, Set<Dialect> dialects) {
    Dialect.ofPath(path)
        .ifPresent(
            dialect -> {
              dialects.add(dialect);
              boolean open = OPEN.contains(path) || CredentialHeaders.isAnonymous(path);
              List<SecurityRequirement> requirements = open ? List.of() : of(dialect);
              for (Operation operation : item.getOperations().values()) {
                operation.setSecurity(requirements);
              }
            });
  }

  private static List<SecurityRequirement> of(Dialect dialect) {
    return takesKeyPair(dialect)
        ? List.of(requirement(KEY_ID, KEY_SECRET), requirement(BASIC), requirement(TOKEN))
        : List.of(requirement(TOKEN));
  }

  private static boolean takesKeyPair(Dialect dialect) {
    return switch (dialect) {
      case ALPACA, UNWIND -> true;
      case TRADOVATE, NEURATRADE, UPVEST -> false;
    };
  }

  private static SecurityRequirement requirement(String... schemes) {
    SecurityRequirement requirement = OASFactory.createSecurityRequirement();
    for (String scheme : schemes) {
      requirement.addScheme(scheme);
    }
    return requirement;
  }

  private static Map<String, SecurityScheme> schemes(Set<Dialect> dialects) {
    SecurityScheme token =
        OASFactory.createSecurityScheme()
            .type(SecurityScheme.Type.HTTP)
            .scheme("bearer")
            .description("An opaque token of the principal");
    if (dialects.stream().noneMatch(CredentialSchemes::takesKeyPair)) {
      return Map.of(TOKEN, token);
    }
    return Map.of(
        KEY_ID, header("APCA-API-KEY-ID", "The id of an API key"),
        KEY_SECRET, header("APCA-API-SECRET-KEY", "Its secret"),
        BASIC,
            OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("basic")
                .description("The id of an API key and its secret"),
        TOKEN, token);
  }

  private static SecurityScheme header(String name, String description) {
    return OASFactory.createSecurityScheme()
        .type(SecurityScheme.Type.APIKEY)
        .in(SecurityScheme.In.HEADER)
        .name(name)
        .description(description);
  }
}
