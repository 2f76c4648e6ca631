// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.demo;

/** A step did not go as it should. The message is meant for whoever watches. */
public final class DemoFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DemoFailedException(String message) {
    super(message);
  }

  DemoFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
