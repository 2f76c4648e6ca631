// SPDX-License-Identifier: Apache-2.0
/** Rules over accounts: kept, watched, and carried out once. */
@NullMarked
package dev.unwind.application.rule;

import org.jspecify.annotations.NullMarked;
