// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.screen;

/** What others have written, made fit to be shown: no character of it steers a terminal. */
public final class Cells {
  private Cells() {}

  public static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .map(each -> Character.isISOControl(each) || isFormat(each) ? '?' : each)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  /** Invisible, or turns the direction of what follows. */
  private static boolean isFormat(int character) {
    int type = Character.getType(character);
    return type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  /** At most so many characters, the last two of them dots where something is left out. */
  static String cut(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    return width <= 2 ? text.substring(0, Math.max(width, 0)) : text.substring(0, width - 2) + "..";
  }
}
