// SPDX-License-Identifier: Apache-2.0
/** How accounts are controlled: settings, requests to lift a latch, rules. */
@NullMarked
package dev.unwind.persistence.control;

import org.jspecify.annotations.NullMarked;
