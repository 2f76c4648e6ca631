// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import dev.unwind.cli.client.ExitStatus;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * What Ctrl-C, or any other signal that asks the program to end, does in its place: says how things
 * stand, and ends with a status of its own.
 */
final class Interruption implements AutoCloseable {
  private final AtomicBoolean over = new AtomicBoolean();
  private final DeskCommand command;
  private final Supplier<ExitStatus> status;
  private final Supplier<List<String>> messages;
  private final Thread hook = new Thread(this::interrupted, "unwind-interrupted");

  /**
   * @param messages for the standard error
   */
  Interruption(DeskCommand command, Supplier<ExitStatus> status, Supplier<List<String>> messages) {
    this.command = command;
    this.status = status;
    this.messages = messages;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void interrupted() {
    if (over.compareAndSet(false, true)) {
      ExitStatus ended = status.get();
      if (!command.json) {
        System.err.println();
      }
      messages.get().stream()
          .map(message -> command.said(ended, message))
          .forEach(System.err::println);
      System.err.flush();
      Runtime.getRuntime().halt(ended.status());
    }
  }

  /** Ends the program as an interruption does. */
  void end() {
    interrupted();
  }

  @Override
  public void close() {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program ends already; there is nothing more to be said.
    }
  }
}
