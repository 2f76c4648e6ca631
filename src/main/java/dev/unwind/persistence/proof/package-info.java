// SPDX-License-Identifier: Apache-2.0
/** Chains the log and proves it; docs/proof.md says how others can do the same. */
@NullMarked
package dev.unwind.persistence.proof;

import org.jspecify.annotations.NullMarked;
