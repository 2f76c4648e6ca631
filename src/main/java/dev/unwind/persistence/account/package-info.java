// SPDX-License-Identifier: Apache-2.0
/** Accounts for administration and for the way of each request. */
@NullMarked
package dev.unwind.persistence.account;

import org.jspecify.annotations.NullMarked;
