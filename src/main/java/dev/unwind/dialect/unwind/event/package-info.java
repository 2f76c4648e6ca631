// SPDX-License-Identifier: Apache-2.0
/** The log over HTTP: by pages and as a stream. */
@NullMarked
package dev.unwind.dialect.unwind.event;

import org.jspecify.annotations.NullMarked;
