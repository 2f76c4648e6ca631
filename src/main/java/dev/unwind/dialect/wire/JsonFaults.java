// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.wire;

import com.fasterxml.jackson.core.JsonProcessingException;

/** What is the matter with a text that should be JSON, in words without names of classes. */
public final class JsonFaults {
  private JsonFaults() {}

  /**
   * @param failure of the parser, or of a number that no decimal can be
   * @return a sentence about the body
   */
  public static String of(Exception failure) {
    boolean twice =
        failure instanceof JsonProcessingException json
            && json.getOriginalMessage() != null
            && json.getOriginalMessage().startsWith("Duplicate field");
    return twice ? "a key of the body stands twice" : "the body is not JSON";
  }
}
