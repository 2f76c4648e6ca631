// SPDX-License-Identifier: Apache-2.0
/**
 * Wiring: clock, security mechanism, health, metrics, database and startup. Nothing depends on it.
 */
@NullMarked
package dev.unwind.platform;

import org.jspecify.annotations.NullMarked;
