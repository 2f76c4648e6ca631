// SPDX-License-Identifier: Apache-2.0
/** The ledger as the use cases see it: decisions under an account's lock, and reads. */
@NullMarked
package dev.unwind.application.ledger;

import org.jspecify.annotations.NullMarked;
