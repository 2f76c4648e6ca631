// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import dev.unwind.platform.Finding;
import dev.unwind.platform.Finding.Grade;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ExitCode;

/** What the doctor says, for people or for programs. */
record DoctorReport(List<Finding> findings) {
  private static final int SUBJECT_WIDTH = 22;

  /** Prints it and gives the exit status: 1 where something would prevent serving. */
  int print(PrintStream out, boolean json) {
    boolean serves = findings.stream().noneMatch(finding -> finding.grade() == Grade.FAULT);
    if (json) {
      JsonArray all = new JsonArray();
      findings.forEach(finding -> all.add(json(finding)));
      out.println(new JsonObject().put("serves", serves).put("findings", all).encode());
    } else {
      findings.forEach(finding -> out.println(line(finding)));
      out.println(serves ? "nothing prevents serving" : "this prevents serving");
    }
    return serves ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static JsonObject json(Finding finding) {
    return new JsonObject()
        .put("subject", finding.subject())
        .put("grade", word(finding))
        .put("found", finding.found())
        .put("advice", finding.advice());
  }

  private static String line(Finding finding) {
    String sign =
        finding.grade() == Grade.GOOD ? "" : word(finding).toUpperCase(Locale.ROOT) + ": ";
    String advice = finding.advice() == null ? "" : " (" + finding.advice() + ")";
    return ("%-" + SUBJECT_WIDTH + "s%s%s%s")
        .formatted(finding.subject(), sign, finding.found(), advice);
  }

  private static String word(Finding finding) {
    return finding.grade().name().toLowerCase(Locale.ROOT);
  }
}
