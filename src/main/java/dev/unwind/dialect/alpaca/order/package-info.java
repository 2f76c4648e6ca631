// SPDX-License-Identifier: Apache-2.0
/** Orders by Alpaca's rules: entered, found, replaced and cancelled. */
@NullMarked
package dev.unwind.dialect.alpaca.order;

import org.jspecify.annotations.NullMarked;
