// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.screen;

/** What a text is, which a terminal with colours shows by its colour; the text says it as well. */
public enum Tone {
  PLAIN,
  HEAD,
  GOOD,
  DOUBTFUL,
  BAD
}
