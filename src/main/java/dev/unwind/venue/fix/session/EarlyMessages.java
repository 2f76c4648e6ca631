// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import quickfix.MessageUtils;

/**
 * Messages that have come in and whose turn has not come yet. The library forgets those that came
 * too early when the other side tells it to pass over their numbers as well, as those do that keep
 * nothing of what they have said. What was reported was reported all the same.
 */
final class EarlyMessages {
  private static final int MOST = 10_000;
  private static final String NUMBER = "\u000134=";
  private static final String TYPE = "\u000135=";
  private static final String CHECKSUM = "\u000110=";
  private static final String OF_THE_SESSION = "012345A";
  private static final char SOH = '\u0001';

  private final TreeMap<Integer, String> waiting = new TreeMap<>();

  /**
   * One has come in.
   *
   * @param expected the number whose turn it is
   * @return whether there was room to remember it
   */
  synchronized boolean came(String text, int expected) {
    String type = field(text, TYPE);
    int number = number(field(text, NUMBER));
    boolean ofTheSession = type.length() == 1 && OF_THE_SESSION.contains(type);
    if (number < expected || ofTheSession || isGarbled(text)) {
      return true;
    }
    if (waiting.size() >= MOST) {
      return false;
    }
    waiting.put(number, text);
    return true;
  }

  /** All before this number have had their turn. */
  synchronized void passed(int number) {
    waiting.headMap(number).clear();
  }

  /** Those before this number, whose turn will not come. */
  synchronized List<String> passedOver(int number) {
    Map<Integer, String> before = waiting.headMap(number);
    List<String> all = new ArrayList<>(before.values());
    before.clear();
    return all;
  }

  synchronized void clear() {
    waiting.clear();
  }

  /** The library drops those, after they have come here; the venue still owes what it has said. */
  private static boolean isGarbled(String text) {
    int end = text.lastIndexOf(CHECKSUM);
    return end < 0 || MessageUtils.checksum(text) != number(field(text.substring(end), CHECKSUM));
  }

  private static String field(String text, String name) {
    int at = text.indexOf(name);
    int end = at < 0 ? -1 : text.indexOf(SOH, at + name.length());
    return end < 0 ? "" : text.substring(at + name.length(), end);
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
