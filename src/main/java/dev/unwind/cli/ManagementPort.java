// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Where health, metrics and documents are served if nobody has said so: on the usual port, or,
 * where another server of this machine has that, on a free one. A port or address that was named is
 * kept to, and ends the start if it is taken: somebody will look for it there.
 */
final class ManagementPort {
  private static final int USUAL = 9000;
  private static final String PROPERTY = "quarkus.management.port";
  private static final List<String> NAMES =
      List.of(
          "UNWIND_MANAGEMENT_PORT",
          "UNWIND_MANAGEMENT_HOST",
          "QUARKUS_MANAGEMENT_PORT",
          "QUARKUS_MANAGEMENT_HOST",
          PROPERTY,
          "quarkus.management.host");

  private ManagementPort() {}

  static void configure() {
    if (mustMove(ManagementPort::isNamed, ManagementPort::usualIsFree)) {
      System.err.printf(
          "unwind: port %d is taken; health and metrics are served on a free port, which is logged"
              + " (UNWIND_MANAGEMENT_PORT names one)%n",
          USUAL);
      System.setProperty(PROPERTY, "0");
    }
  }

  static boolean mustMove(Predicate<String> named, BooleanSupplier usualIsFree) {
    return NAMES.stream().noneMatch(named) && !usualIsFree.getAsBoolean();
  }

  private static boolean isNamed(String setting) {
    return System.getenv(setting) != null || System.getProperty(setting) != null;
  }

  private static boolean usualIsFree() {
    try (ServerSocket tried = new ServerSocket(USUAL, 1, InetAddress.getLoopbackAddress())) {
      return tried.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
