// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.demo;

/** One thing that is shown, done through the HTTP API alone. */
interface DemoStep {

  String title();

  /**
   * Does it and says what came out.
   *
   * @throws DemoFailedException if the outcome is not the one that was to be shown
   */
  void show(DemoServer server, Screen screen);
}
