// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.http;

import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Requests as bytes, for what no client of a library would send. */
final class RawHttp {
  private static final int PATIENCE_MILLIS = 15_000;

  /** What came back: the last status line's number and the body. */
  record Answer(int status, String head, String body) {}

  private RawHttp() {}

  static Answer exchange(String request) throws IOException {
    return exchange(request, 0);
  }

  /** Sends a head, and so many blanks once the server asks for them. */
  static Answer exchange(String request, int onContinue) throws IOException {
    try (Socket socket = new Socket("localhost", RestAssured.port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      InputStream in = socket.getInputStream();
      Answer answer = read(in);
      if (answer.status() != 100) {
        return answer;
      }
      try {
        out.write(" ".repeat(onContinue).getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
      } catch (SocketException e) {
        // The answer may come before all of it was sent.
      }
      return read(in);
    }
  }

  private static Answer read(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("ended after: " + head.toString(StandardCharsets.ISO_8859_1));
      }
      head.write(next);
    }
    String text = head.toString(StandardCharsets.ISO_8859_1);
    int status = Integer.parseInt(text.split(" ", 3)[1]);
    return new Answer(status, text, status == 100 ? "" : body(in, text));
  }

  private static String body(InputStream in, String head) throws IOException {
    String lower = head.toLowerCase(Locale.ROOT);
    int at = lower.indexOf("content-length:");
    if (at < 0) {
      return "";
    }
    int length = Integer.parseInt(lower.substring(at + 15, lower.indexOf("\r\n", at)).strip());
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }
}
