// SPDX-License-Identifier: Apache-2.0
/** What administrators add to a ledger: accounts and instruments. */
@NullMarked
package dev.unwind.application.registry;

import org.jspecify.annotations.NullMarked;
