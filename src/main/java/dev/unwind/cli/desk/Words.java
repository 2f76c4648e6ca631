// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Texts out of members, and command lines to be repeated. */
final class Words {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");
  private static final String KEY = "--key";

  private Words() {}

  /** The members that are there, in this order. */
  static String spaced(JsonNode object, String... members) {
    return Arrays.stream(members)
        .map(member -> object.path(member).asText(""))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(" "));
  }

  static String count(long number, String one) {
    return number + " " + one + (number == 1 ? "" : "s");
  }

  /** As a shell takes it for one word. */
  static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** The command as it was given, with the key that makes a repetition harmless. */
  static String again(CommandSpec spec, @Nullable String key) {
    List<String> given = spec.root().commandLine().getParseResult().originalArgs();
    boolean named = given.stream().anyMatch(arg -> arg.equals(KEY) || arg.startsWith(KEY + "="));
    return "unwind "
        + given.stream().map(Words::quoted).collect(Collectors.joining(" "))
        + (named || key == null ? "" : " " + KEY + " " + key);
  }
}
