// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.description;

import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.smallrye.openapi.runtime.io.Format;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The API descriptions as they were written when the program was built, in JSON and in YAML. The
 * extension would read each of them at every start, and write both anew, though nothing of ours
 * changes them at run time: all filters are of the build.
 */
@ServedAsBuilt
@Interceptor
@Priority(Interceptor.Priority.APPLICATION)
class BuiltDocuments {
  private final Map<String, byte[]> read = new ConcurrentHashMap<>();

  @AroundInvoke
  @Nullable Object answer(InvocationContext call) {
    Object[] arguments = call.getParameters();
    if (arguments.length == 2 && arguments[1] instanceof Format format) {
      return read.computeIfAbsent(
          resource((String) arguments[0], format), BuiltDocuments::contents);
    }
    // Nothing is prepared. The method gives nothing back.
    return null;
  }

  private static String resource(String document, Format format) {
    String name =
        OpenApiConstants.DEFAULT_DOCUMENT_NAME.equals(document)
            ? OpenApiConstants.BASE_NAME
            : OpenApiConstants.BASE_NAME + "-" + document;
    return name + "." + format.name();
  }

  private static byte[] contents(String resource) {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    try (InputStream in = loader.getResourceAsStream(resource)) {
      if (in == null) {
        throw new FileNotFoundException(resource);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
