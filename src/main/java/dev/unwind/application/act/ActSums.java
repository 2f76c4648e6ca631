// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.act;

/**
 * How an act stands, over the accounts that the caller may see.
 *
 * @param running liquidations that have not ended
 * @param filled liquidations that ended with everything closed
 * @param ended liquidations that ended otherwise
 * @param canceled orders that are cancelled
 * @param asked orders whose cancel the venue has been asked for
 * @param kept orders that could not be cancelled
 */
public record ActSums(
    int accounts,
    int pending,
    int accepted,
    int refused,
    int running,
    int filled,
    int ended,
    long openItems,
    long filledItems,
    long otherItems,
    long canceled,
    long asked,
    long kept) {}
