// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.unwind.cli.client.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What this program is. */
@Command(
    name = "version",
    description = "Print the version of this program, and what runs it.",
    mixinStandardHelpOptions = true)
public final class VersionCommand implements Callable<Integer> {
  @Option(names = "--json", description = "As one JSON object.")
  boolean json;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    String version = String.join("", new Version().getVersion());
    String runtime =
        System.getProperty("java.vm.name", "") + " " + System.getProperty("java.version", "");
    if (spec == null) {
      throw new IllegalStateException("not run by the command line");
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        json
            ? "{\"version\":\"%s\",\"runtime\":\"%s\"}"
                .formatted(escaped(version), escaped(runtime))
            : version + " (" + runtime + ")");
    out.flush();
    return 0;
  }

  private static String escaped(String text) {
    return new String(JsonStringEncoder.getInstance().quoteAsString(text));
  }
}
