// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.instrument;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is special to a dated contract.
 *
 * @param product root symbol, {@code MES}
 * @param expirationMonth year and month as {@code YYYYMM}
 */
public record FuturesContract(
    String product,
    @Nullable String productDescription,
    int expirationMonth,
    Instant expirationDate,
    boolean isFront) {}
