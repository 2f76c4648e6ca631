// SPDX-License-Identifier: Apache-2.0
/** The event log: written, polled and read. */
@NullMarked
package dev.unwind.persistence.log;

import org.jspecify.annotations.NullMarked;
