// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.reconciliation;

import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;

/**
 * What stands of a fill after its venue has taken it back or corrected it. The fill itself stays as
 * it was booked.
 *
 * @param fillId of the fill
 * @param execId the venue's name of the correction
 * @param qty what the fill has traded after all; zero where it was taken back
 * @param price at which; that of the fill where it was taken back
 * @param cashEffect what it did to the cash after all
 * @param realizedPl what it realised after all
 * @param orderChange by how much the order has traded more; zero where it had ended, for what has
 *     ended stays as it was
 * @param itemCash by how much the proceeds of the order's liquidation have changed; likewise
 */
public record TradeCorrection(
    long fillId,
    String execId,
    Quantity qty,
    Price price,
    Money cashEffect,
    Money realizedPl,
    Quantity orderChange,
    Money itemCash) {}
