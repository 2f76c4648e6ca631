// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.security;

import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.unwind.console.ConsoleCookie;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
  private static final String SESSION = "session";
  private static final String OWN_PAGE = "ownPage";

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
    List<SecurityRequirement> requirements = new ArrayList<>();
    if (takesKeyPair(dialect)) {
      requirements.add(requirement(KEY_ID, KEY_SECRET));
      requirements.add(requirement(BASIC));
    }
    requirements.add(requirement(TOKEN));
    if (dialect == Dialect.UNWIND) {
      requirements.add(requirement(SESSION, OWN_PAGE));
    }
    return requirements;
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
    Map<String, SecurityScheme> schemes = new TreeMap<>(Map.of(TOKEN, token));
    if (dialects.stream().anyMatch(CredentialSchemes::takesKeyPair)) {
      schemes.put(
          KEY_ID, named("APCA-API-KEY-ID", SecurityScheme.In.HEADER, "The id of an API key"));
      schemes.put(KEY_SECRET, named("APCA-API-SECRET-KEY", SecurityScheme.In.HEADER, "Its secret"));
      schemes.put(
          BASIC,
          OASFactory.createSecurityScheme()
              .type(SecurityScheme.Type.HTTP)
              .scheme("basic")
              .description("The id of an API key and its secret"));
    }
    if (dialects.contains(Dialect.UNWIND)) {
      schemes.put(
          SESSION,
          named(
              ConsoleCookie.SECURE,
              SecurityScheme.In.COOKIE,
              "A browser's session, opened by signIn. Over plain HTTP, between a browser and a"
                  + " server on one machine alone, it is named unwind- and the port"));
      schemes.put(
          OWN_PAGE,
          named(
              ConsoleCookie.HEADER,
              SecurityScheme.In.HEADER,
              "Any value. No secret: without it the cookie is not read, for a page of another"
                  + " site cannot send it"));
    }
    return schemes;
  }

  private static SecurityScheme named(String name, SecurityScheme.In in, String description) {
    return OASFactory.createSecurityScheme()
        .type(SecurityScheme.Type.APIKEY)
        .in(in)
        .name(name)
        .description(description);
  }
}
