// SPDX-License-Identifier: Apache-2.0
/** Liquidations, previews of them, and acts over many accounts. */
@NullMarked
package dev.unwind.dialect.unwind.liquidation;

import org.jspecify.annotations.NullMarked;
