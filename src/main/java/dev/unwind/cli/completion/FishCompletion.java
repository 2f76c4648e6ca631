// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.completion;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The completion of fish, which the library of the command line does not write. */
final class FishCompletion {
  private FishCompletion() {}

  static String script(String program, CommandSpec root) {
    StringBuilder script = new StringBuilder();
    script.append("# Completes ").append(program).append(" in fish.\n");
    script.append("complete -c ").append(program).append(" -f\n");
    Map<String, CommandSpec> commands = commands(root);
    options(script, program, "__fish_use_subcommand", root);
    commands.forEach(
        (name, command) ->
            script.append(
                "complete -c %s -n __fish_use_subcommand -a %s -d %s%n"
                    .formatted(program, name, quoted(about(command)))));
    commands.forEach((name, command) -> command(script, program, name, command));
    return script.toString();
  }

  private static void command(
      StringBuilder script, String program, String name, CommandSpec command) {
    String seen = "'__fish_seen_subcommand_from " + name + "'";
    options(script, program, seen, command);
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      words(parameter.completionCandidates())
          .forEach(
              word ->
                  script.append(
                      "complete -c %s -n %s -a %s%n".formatted(program, seen, quoted(word))));
    }
    Map<String, CommandSpec> below = commands(command);
    String open =
        "'__fish_seen_subcommand_from %s; and not __fish_seen_subcommand_from %s'"
            .formatted(name, String.join(" ", below.keySet()));
    below.forEach(
        (each, inner) -> {
          script.append(
              "complete -c %s -n %s -a %s -d %s%n"
                  .formatted(program, open, each, quoted(about(inner))));
          options(
              script,
              program,
              "'__fish_seen_subcommand_from %s; and __fish_seen_subcommand_from %s'"
                  .formatted(name, each),
              inner);
        });
  }

  private static void options(
      StringBuilder script, String program, String condition, CommandSpec command) {
    for (OptionSpec option : command.options()) {
      if (option.hidden()) {
        continue;
      }
      script.append("complete -c ").append(program).append(" -n ").append(condition);
      for (String name : option.names()) {
        script.append(
            name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
      }
      if (option.arity().max() > 0) {
        List<String> words = words(option.completionCandidates());
        script.append(words.isEmpty() ? " -r -F" : " -x -a " + quoted(String.join(" ", words)));
      }
      String[] description = option.description();
      if (description.length > 0) {
        script.append(" -d ").append(quoted(shown(option, description[0])));
      }
      script.append('\n');
    }
  }

  private static String shown(OptionSpec option, String description) {
    return description
        .replace(
            "${COMPLETION-CANDIDATES}", String.join(", ", words(option.completionCandidates())))
        .replace("${DEFAULT-VALUE}", String.valueOf(option.defaultValue()));
  }

  private static Map<String, CommandSpec> commands(CommandSpec of) {
    Map<String, CommandSpec> commands = new TreeMap<>();
    for (Map.Entry<String, CommandLine> each : of.subcommands().entrySet()) {
      commands.put(each.getKey(), each.getValue().getCommandSpec());
    }
    return commands;
  }

  private static String about(CommandSpec command) {
    String[] description = command.usageMessage().description();
    return description.length == 0 ? "" : description[0];
  }

  private static List<String> words(@Nullable Iterable<String> candidates) {
    List<String> words = new ArrayList<>();
    if (candidates != null) {
      candidates.forEach(words::add);
    }
    return words;
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
