// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import dev.unwind.importing.book.ImportRefusedException;
import dev.unwind.platform.StartFault;
import dev.unwind.platform.StartRefusedException;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.QuarkusBindException;
import io.smallrye.config.ConfigValidationException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.SocketException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.ConfigProvider;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;

/**
 * Why the application did not start, or its command failed, in lines for whoever started it. What
 * is known needs one line that names the setting, its value and the cause; a defect brings its
 * trace.
 *
 * @param status the exit status of the process
 * @param lines empty if there is nothing to say
 */
record StartFailure(int status, List<String> lines) {
  private static final int CAUSES_MAX = 16;

  private static final Pattern CONVERSION =
      Pattern.compile(
          "SRCFG\\d+: The config property (\\S+) with the config value \"(.*)\" threw an Exception"
              + " whilst being converted (.*)",
          Pattern.DOTALL);
  private static final Pattern MISSING =
      Pattern.compile("SRCFG\\d+: The config property (\\S+) is required but.*", Pattern.DOTALL);
  private static final Pattern CONSTRAINT = Pattern.compile("([a-z][\\w.\"-]+) (must .*)");
  private static final Pattern SCHEDULE = Pattern.compile("every=\"\\$\\{([^:}]+)");
  private static final Pattern NOISE =
      Pattern.compile(
          "^((?:[a-z]\\w*\\.)+[A-Z]\\w*: |SRCFG\\d+: |Configuration validation failed:)");

  private static final String NOT_ALLOWED = "42501";
  private static final String READ_ONLY = "25006";

  /** What is to be said of a failure. */
  static StartFailure of(Throwable failure) {
    List<Throwable> causes = causes(failure);
    StartFailure known = null;
    for (Throwable cause : causes) {
      known = known == null ? known(cause, causes) : known;
    }
    return known == null ? defect(failure) : known;
  }

  private static @Nullable StartFailure known(Throwable cause, List<Throwable> causes) {
    if (cause instanceof StartRefusedException e) {
      return one(e.fault(), message(e));
    }
    if (cause instanceof PreventFurtherStepsException e) {
      return new StartFailure(e.getExitCode(), List.of());
    }
    if (cause instanceof ConfigValidationException e) {
      return settings(e);
    }
    if (cause instanceof ImportRefusedException e) {
      return one(
          StartFault.IMPORT,
          Setting.named("unwind.import", null)
              + " is refused and nothing of it was loaded: "
              + message(e));
    }
    if (cause instanceof FlywayException) {
      return migration(cause, causes);
    }
    if (cause instanceof QuarkusBindException
        || cause instanceof SocketException
            && causes.stream().anyMatch(each -> message(each).contains("start HTTP server"))
        || message(cause).startsWith("port must be ")) {
      return one(
          StartFault.PORT,
          "Cannot listen on "
              + Setting.named(portSetting(causes), null)
              + ": "
              + message(causes.get(causes.size() - 1)));
    }
    Matcher schedule = SCHEDULE.matcher(message(cause));
    if (message(cause).startsWith("Invalid every() expression") && schedule.find()) {
      return one(StartFault.SETTING, Setting.named(schedule.group(1), null) + ": no duration");
    }
    return null;
  }

  /** Of the two ports, the one that a failure is about. */
  private static String portSetting(List<Throwable> causes) {
    boolean management =
        causes.stream()
            .anyMatch(
                each ->
                    message(each).toLowerCase(Locale.ROOT).contains("management")
                        || message(each).startsWith("port must be ") && isNoPort(managementPort())
                        || each instanceof QuarkusBindException e
                            && String.valueOf(e.getPort()).equals(managementPort()));
    return management ? "quarkus.management.port" : "quarkus.http.port";
  }

  private static boolean isNoPort(@Nullable String number) {
    try {
      return number != null && Integer.parseInt(number) > 65_535;
    } catch (NumberFormatException e) {
      return true;
    }
  }

  private static @Nullable String managementPort() {
    return ConfigProvider.getConfig()
        .getOptionalValue("quarkus.management.port", String.class)
        .orElse(null);
  }

  private static StartFailure settings(ConfigValidationException failure) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < failure.getProblemCount(); i++) {
      lines.add("unwind: " + setting(failure.getProblem(i).getMessage()));
    }
    return new StartFailure(StartFault.SETTING.status(), List.copyOf(lines));
  }

  /** The configuration library's message for one setting, in our words. */
  static String setting(String problem) {
    String text = bare(problem.strip());
    Matcher conversion = CONVERSION.matcher(text);
    if (conversion.find()) {
      String why = bare(bare(conversion.group(3)));
      return Setting.named(conversion.group(1), conversion.group(2))
          + ": "
          + (why.contains("parsed to a Duration") ? "no duration such as 250ms, 5s or 10m" : why);
    }
    Matcher missing = MISSING.matcher(text);
    if (missing.find()) {
      return Setting.named(missing.group(1), null) + " is required";
    }
    Matcher constraint = CONSTRAINT.matcher(text);
    return constraint.matches()
        ? Setting.named(constraint.group(1), null) + ": " + constraint.group(2)
        : text;
  }

  private static StartFailure migration(Throwable failure, List<Throwable> causes) {
    SQLException refused = null;
    for (Throwable cause : causes) {
      refused = cause instanceof SQLException e && e.getSQLState() != null ? e : refused;
    }
    String state = refused == null ? "" : String.valueOf(refused.getSQLState());
    String why = refused == null ? message(failure) : message(refused);
    String where = Setting.named("unwind.db.url", null);
    if (state.equals(NOT_ALLOWED)) {
      return one(
          StartFault.DATABASE_RIGHTS,
          Setting.named("unwind.db.user", null)
              + " may not make the ledger at "
              + where
              + ": "
              + why
              + ". It needs the right to create in the database and in its schema.");
    }
    if (state.equals(READ_ONLY)) {
      return one(StartFault.DATABASE_READ_ONLY, where + " takes no writes: " + why);
    }
    if (state.startsWith("08") || state.startsWith("57P") || state.startsWith("53")) {
      return one(StartFault.DATABASE_UNREACHABLE, where + ": " + why);
    }
    return one(
        StartFault.LEDGER_FORM,
        "The ledger at " + where + " cannot be brought to this version's form: " + why);
  }

  private static StartFailure defect(Throwable failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    return new StartFailure(
        ExitCode.SOFTWARE, List.of("unwind: failed: " + failure, trace.toString()));
  }

  private static StartFailure one(StartFault fault, String line) {
    return new StartFailure(fault.status(), List.of("unwind: " + line));
  }

  private static List<Throwable> causes(Throwable failure) {
    List<Throwable> causes = new ArrayList<>();
    Throwable cause = failure;
    while (cause != null && causes.size() < CAUSES_MAX) {
      causes.add(cause);
      cause = cause.getCause();
    }
    return causes;
  }

  /** The first line that says something, without the names of classes. */
  private static String message(Throwable failure) {
    String message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : bare(message.strip().lines().findFirst().orElse(""));
  }

  private static String bare(String message) {
    return NOISE.matcher(message).replaceFirst("").strip();
  }
}
