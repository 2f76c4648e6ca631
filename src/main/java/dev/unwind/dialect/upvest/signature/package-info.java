// SPDX-License-Identifier: Apache-2.0
/**
 * HTTP message signatures as Upvest's clients make them (draft 15) and as its webhooks carry them
 * (draft 6), with the JDK's own cryptography.
 */
@NullMarked
package dev.unwind.dialect.upvest.signature;

import org.jspecify.annotations.NullMarked;
