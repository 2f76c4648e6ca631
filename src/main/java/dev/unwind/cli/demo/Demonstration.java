// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.demo;

import java.io.PrintStream;
import java.net.URI;
import java.util.List;

/** The whole show, in order. Its accounts are those of the sample book. */
public final class Demonstration {

  private static final List<DemoStep> STEPS =
      List.of(new AlpacaStep(), new NeuratradeStep(), new TradovateStep(), new UpvestStep());

  private final DemoServer server;
  private final Screen screen;

  public Demonstration(URI root, PrintStream out) {
    this.server = new DemoServer(root);
    this.screen = new Screen(out);
  }

  /**
   * Waits for the server to be ready, then runs every step.
   *
   * @throws DemoFailedException at the first step that fails
   */
  public void run() {
    server.awaitReady();
    int number = 0;
    for (DemoStep step : STEPS) {
      number++;
      screen.heading(number + ". " + step.title());
      step.show(server, screen);
    }
  }

  /** Says how to go on by hand, while the server keeps serving. */
  public void explain() {
    CurlHints.print(server.root(), screen);
  }
}
