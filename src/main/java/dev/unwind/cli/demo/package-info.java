// SPDX-License-Identifier: Apache-2.0
/** The demonstration: a client of the running server's own HTTP API that explains what it does. */
@NullMarked
package dev.unwind.cli.demo;

import org.jspecify.annotations.NullMarked;
