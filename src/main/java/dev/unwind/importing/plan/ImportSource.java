// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.plan;

import dev.unwind.application.ledger.DecisionOrigin;

/**
 * Where a document came from.
 *
 * @param text for whoever looks later
 * @param by who has applied it
 * @param each whether each account and instrument is told of by itself, as what somebody asked for
 */
public record ImportSource(String text, DecisionOrigin by, boolean each) {}
