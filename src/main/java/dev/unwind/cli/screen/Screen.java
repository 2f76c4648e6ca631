// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.screen;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;
import org.jspecify.annotations.Nullable;

/**
 * Where a command shows what it has found. On a terminal it has colours and lines that change;
 * elsewhere only what stays is written, as it is.
 */
public final class Screen implements AutoCloseable {
  private static final int WIDTH_USUAL = 80;
  private static final int HEIGHT_MIN = 4;
  private static final long SIZE_NANOS = 2_000_000_000L;

  private final PrintWriter out;
  private final PrintWriter err;
  private final @Nullable Terminal terminal;
  private final boolean colours;
  private final UnaryOperator<String> noted;
  private @Nullable Display display;
  private Size size;
  private long sizedAt = System.nanoTime();

  private Screen(
      PrintWriter out,
      PrintWriter err,
      @Nullable Terminal terminal,
      boolean colours,
      UnaryOperator<String> noted) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
    this.colours = colours;
    this.noted = noted;
    this.size = terminal == null ? new Size() : terminal.getSize();
  }

  /** Lines for files. */
  public static Screen plain(PrintWriter out, PrintWriter err) {
    return new Screen(out, err, null, false, Screen::spoken);
  }

  /**
   * Lines for programs.
   *
   * @param noted how a program is told what people read as a sentence
   */
  public static Screen objects(PrintWriter out, PrintWriter err, UnaryOperator<String> noted) {
    return new Screen(out, err, null, false, noted);
  }

  private static String spoken(String text) {
    return "unwind: " + Cells.clean(text);
  }

  /** The terminal that there is, or the plain streams. */
  // Where there is a console without a terminal, as from JDK 22 on, the other programs tell.
  @SuppressWarnings("SystemConsoleNull")
  public static Screen open(PrintWriter out, PrintWriter err) {
    // Asking what it is takes other programs, so they are asked only where there may be one.
    if (System.console() == null || dumb(System.getenv("TERM"))) {
      return plain(out, err);
    }
    try {
      Terminal terminal =
          TerminalBuilder.builder()
              .provider("exec")
              .systemOutput(TerminalBuilder.SystemOutput.SysOut)
              .dumb(true)
              .nativeSignals(false)
              .build();
      if (dumb(terminal.getType())) {
        terminal.close();
        return plain(out, err);
      }
      String noColour = System.getenv("NO_COLOR");
      boolean colours = noColour == null || noColour.isEmpty();
      return new Screen(out, err, terminal, colours, Screen::spoken);
    } catch (IOException | IllegalStateException e) {
      return plain(out, err);
    }
  }

  private static boolean dumb(@Nullable String type) {
    return type == null || type.isEmpty() || type.startsWith("dumb");
  }

  public boolean isTerminal() {
    return terminal != null;
  }

  /** How wide a line may be. */
  public int width() {
    if (terminal == null) {
      return Integer.MAX_VALUE;
    }
    if (System.nanoTime() - sizedAt > SIZE_NANOS) {
      size = terminal.getSize();
      sizedAt = System.nanoTime();
    }
    // A terminal that does not know says 0.
    return size.getColumns() == 0 ? WIDTH_USUAL : size.getColumns();
  }

  /** How many lines may change at once. */
  public int height() {
    return Math.max(HEIGHT_MIN, size.getRows() - 1);
  }

  public void line(String text) {
    line(Tone.PLAIN, text);
  }

  public void line(Tone tone, String text) {
    out.println(toned(tone, Cells.clean(text)));
    out.flush();
  }

  /** For whoever watches, beside what the command gives. */
  public void note(String text) {
    settle();
    err.println(noted.apply(text));
    err.flush();
  }

  private String toned(Tone tone, String text) {
    return colours && tone != Tone.PLAIN
        ? new AttributedString(text, style(tone)).toAnsi(terminal)
        : text;
  }

  private static AttributedStyle style(Tone tone) {
    return switch (tone) {
      case PLAIN -> AttributedStyle.DEFAULT;
      case HEAD -> AttributedStyle.DEFAULT.bold();
      case GOOD -> AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
      case DOUBTFUL -> AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW);
      case BAD -> AttributedStyle.DEFAULT.foreground(AttributedStyle.RED);
    };
  }

  /** A line that changes. */
  public record Live(Tone tone, String text) {}

  /**
   * Shows lines in the place of those that were shown so before; nothing where nothing can change.
   */
  public void show(List<Live> lines) {
    if (terminal == null) {
      return;
    }
    int width = width();
    if (display == null) {
      display = new Display(terminal, false);
    }
    display.resize(height(), width);
    display.update(
        lines.stream()
            .limit(height())
            .map(
                live ->
                    new AttributedString(
                        Cells.cut(Cells.clean(live.text()), width - 1),
                        colours ? style(live.tone()) : AttributedStyle.DEFAULT))
            .toList(),
        -1);
    terminal.flush();
  }

  /** Takes away the lines that change: what is written next stays. */
  public void settle() {
    if (display != null && terminal != null) {
      display.update(List.of(), 0);
      terminal.flush();
      display = null;
    }
  }

  /** Whether somebody can be asked. */
  public boolean canAsk() {
    return terminal != null;
  }

  /** Asks; an empty answer where there is none. */
  public String ask(String question) {
    out.print(Cells.clean(question) + " ");
    out.flush();
    try {
      String answer =
          new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
      return answer == null ? "" : answer.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether what is written arrives nowhere: nobody reads it any more, or a disk is full. */
  public boolean isClosed() {
    // The stream below a writer keeps its failures to itself.
    return out.checkError() || System.out.checkError();
  }

  @Override
  public void close() {
    settle();
    out.flush();
    if (terminal != null) {
      try {
        terminal.close();
      } catch (IOException e) {
        // Nothing more is shown on it.
      }
    }
  }
}
