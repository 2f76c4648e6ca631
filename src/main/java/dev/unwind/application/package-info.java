// SPDX-License-Identifier: Apache-2.0
/** The use cases, and the ports that they need. No HTTP, no SQL, no JSON. */
@NullMarked
package dev.unwind.application;

import org.jspecify.annotations.NullMarked;
