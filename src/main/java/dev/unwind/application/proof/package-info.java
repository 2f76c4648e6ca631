// SPDX-License-Identifier: Apache-2.0
/** What makes of the log a proof: its chains, and checkpoints over them. */
@NullMarked
package dev.unwind.application.proof;

import org.jspecify.annotations.NullMarked;
