// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.description;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import jakarta.enterprise.inject.build.compatible.spi.BuildCompatibleExtension;
import jakarta.enterprise.inject.build.compatible.spi.ClassConfig;
import jakarta.enterprise.inject.build.compatible.spi.Enhancement;
import java.util.Set;

/**
 * Puts {@link BuiltDocuments} before the extension's own documents, while the program is packaged.
 * In tests and development libraries have a class loader that does not see our classes, and the
 * extension does as it always does.
 */
public class BuiltDocumentsExtension implements BuildCompatibleExtension {
  private static final Set<String> ANSWERED = Set.of("prepareDocument", "getDocument");

  @Enhancement(types = OpenApiDocumentService.class)
  public void answerInstead(ClassConfig documents) {
    if (LaunchMode.current() != LaunchMode.NORMAL) {
      return;
    }
    documents.methods().stream()
        .filter(method -> ANSWERED.contains(method.info().name()))
        .forEach(method -> method.addAnnotation(ServedAsBuilt.class));
  }
}
