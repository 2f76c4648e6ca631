// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.signature;

import java.util.Base64;

/** Reads the parts of structured header fields (RFC 8941) that signatures use. */
final class StructuredText {
  private final String text;
  private int at;

  StructuredText(String text) {
    this.text = text;
  }

  int position() {
    return at;
  }

  String since(int start) {
    return text.substring(start, at);
  }

  boolean isAtEnd() {
    return at >= text.length();
  }

  void skipSpaces() {
    while (!isAtEnd() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }

  boolean takes(char expected) {
    if (!isAtEnd() && text.charAt(at) == expected) {
      at++;
      return true;
    }
    return false;
  }

  void require(char expected) {
    if (!takes(expected)) {
      throw malformed();
    }
  }

  /** A key of a dictionary or parameter. */
  String key() {
    int start = at;
    while (!isAtEnd() && isKeyCharacter(text.charAt(at), at == start)) {
      at++;
    }
    if (at == start) {
      throw malformed();
    }
    return text.substring(start, at);
  }

  private static boolean isKeyCharacter(char c, boolean first) {
    boolean letter = c >= 'a' && c <= 'z' || c == '*';
    boolean digit = c >= '0' && c <= '9';
    return letter || !first && (digit || c == '_' || c == '-' || c == '.');
  }

  /** A quoted string, without its quotes. */
  String string() {
    require('"');
    StringBuilder value = new StringBuilder();
    while (!isAtEnd()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return value.toString();
      }
      if (c == '\\') {
        char escaped = isAtEnd() ? 0 : text.charAt(at++);
        if (escaped != '"' && escaped != '\\') {
          throw malformed();
        }
        value.append(escaped);
      } else if (c < 0x20 || c > 0x7e) {
        throw malformed();
      } else {
        value.append(c);
      }
    }
    throw malformed();
  }

  /** An integer of at most 15 digits. */
  long integer() {
    int start = at;
    takes('-');
    int digits = at;
    while (!isAtEnd() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == digits || at - digits > 15) {
      throw malformed();
    }
    return Long.parseLong(text.substring(start, at));
  }

  /** A byte sequence between colons. */
  byte[] bytes() {
    require(':');
    int end = text.indexOf(':', at);
    if (end < 0) {
      throw malformed();
    }
    String encoded = text.substring(at, end);
    at = end + 1;
    try {
      return Base64.getDecoder().decode(encoded);
    } catch (IllegalArgumentException e) {
      throw malformed();
    }
  }

  /** The next character, without taking it; 0 at the end. */
  char peek() {
    return isAtEnd() ? 0 : text.charAt(at);
  }

  /** Between two members of a dictionary: whether another one follows. */
  boolean another() {
    skipSpaces();
    if (isAtEnd()) {
      return false;
    }
    require(',');
    skipSpaces();
    if (isAtEnd()) {
      throw malformed();
    }
    return true;
  }

  SignatureRefusedException malformed() {
    return new SignatureRefusedException("a signature header cannot be read");
  }
}
