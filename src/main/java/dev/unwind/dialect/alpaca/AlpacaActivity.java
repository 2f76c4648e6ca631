// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Something that has changed an account. */
@Schema(
    name = "AccountActivity",
    oneOf = {AlpacaFill.class, AlpacaNonTrade.class})
public sealed interface AlpacaActivity permits AlpacaFill, AlpacaNonTrade {}
