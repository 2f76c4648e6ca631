// SPDX-License-Identifier: Apache-2.0
/** Sessions of people who look at a screen: how they sign in, stay, and leave. */
@NullMarked
package dev.unwind.dialect.unwind.console;

import org.jspecify.annotations.NullMarked;
