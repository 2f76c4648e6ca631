// SPDX-License-Identifier: Apache-2.0
/** The key that checkpoints are signed with, and where they are delivered. */
@NullMarked
package dev.unwind.platform.proof;

import org.jspecify.annotations.NullMarked;
