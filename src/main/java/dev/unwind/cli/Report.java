// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/** What a command on the ledger tells: lines for people or, with --json, one object a line. */
final class Report {
  /** Stands before all other arguments of an application where objects are wanted. */
  static final String JSON = "--json";

  private final PrintStream out;
  private final PrintStream err;
  private final boolean json;

  private Report(PrintStream out, PrintStream err, boolean json) {
    this.out = out;
    this.err = err;
    this.json = json;
  }

  static Report of(PrintStream out, PrintStream err, String... arguments) {
    return new Report(out, err, isJson(arguments));
  }

  private static boolean isJson(String... arguments) {
    return arguments.length > 0 && arguments[0].equals(JSON);
  }

  /** The arguments without the one that stands for objects. */
  static List<String> rest(String... arguments) {
    return Arrays.asList(arguments).subList(isJson(arguments) ? 1 : 0, arguments.length);
  }

  /** An object of this type. */
  static JsonObject object(String type) {
    return new JsonObject().put("type", type);
  }

  boolean isJson() {
    return json;
  }

  /** The one or the other. */
  void tell(String line, JsonObject object) {
    out.println(json ? object.encode() : line);
  }

  /** What only people are told; programs have it in an object that is told besides. */
  void say(String line) {
    if (!json) {
      out.println(line);
    }
  }

  /** What only programs are told. */
  void add(JsonObject object) {
    if (json) {
      out.println(object.encode());
    }
  }

  /** Something that is found wrong: it is what was asked for, and so programs are answered it. */
  void find(String line, JsonObject object) {
    if (json) {
      out.println(object.encode());
    } else {
      err.println(line);
    }
  }

  /** Why it cannot be done; gives the status back. */
  int refuse(String message, int status) {
    refuse(err, json, List.of("unwind: " + message), message, status);
    return status;
  }

  /** Something of why it cannot be done. */
  void mistake(String message) {
    err.println(json ? object("mistake").put("message", message).encode() : message);
  }

  /** Why an application did not start. */
  static void refuse(PrintStream err, boolean json, StartFailure failure) {
    String message = String.join("; ", failure.lines()).replaceFirst("^unwind: ", "");
    refuse(err, json, failure.lines(), message, failure.status());
  }

  private static void refuse(
      PrintStream err, boolean json, List<String> lines, String message, int status) {
    if (json) {
      err.println(object("error").put("message", message).put("exitStatus", status).encode());
    } else {
      lines.forEach(err::println);
    }
  }
}
