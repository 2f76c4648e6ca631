// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.demo;

import java.io.PrintStream;
import java.net.URI;
import java.util.List;

/** The whole show, in order. Its accounts are those of the sample book. */
public final class Demonstration {

  private final DemoServer server;
  private final Screen screen;
  private final AlpacaStep.Key key;
  private final List<DemoStep> steps;

  private Demonstration(URI root, PrintStream out, AlpacaStep.Key key, List<DemoStep> steps) {
    this.server = new DemoServer(root);
    this.screen = new Screen(out);
    this.key = key;
    this.steps = steps;
  }

  /** Of closes through each dialect. */
  public static Demonstration ofDialects(URI root, PrintStream out) {
    return new Demonstration(
        root,
        out,
        AlpacaStep.EQUITY,
        List.of(
            new AlpacaStep(AlpacaStep.EQUITY),
            new NeuratradeStep(),
            new TradovateStep(),
            new UpvestStep()));
  }

  /** Of an account whose orders go to another server, its broker. */
  public static Demonstration ofVenue(URI root, URI broker, PrintStream out) {
    DemoServer there = new DemoServer(broker);
    return new Demonstration(
        root,
        out,
        BindStep.DESK,
        List.of(new BindStep(there), new AlpacaStep(BindStep.DESK), new AgreeStep(there)));
  }

  /**
   * Waits for the server to be ready, then runs every step.
   *
   * @throws DemoFailedException at the first step that fails
   */
  public void run() {
    server.awaitReady();
    int number = 0;
    for (DemoStep step : steps) {
      number++;
      screen.heading(number + ". " + step.title());
      step.show(server, screen);
    }
  }

  /** Says how to go on by hand, while the server keeps serving. */
  public void explain() {
    CurlHints.print(server.root(), key, screen);
  }
}
