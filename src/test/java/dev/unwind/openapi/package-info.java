// SPDX-License-Identifier: Apache-2.0
/** Holds what the service answers against what its API description says. */
@NullMarked
package dev.unwind.openapi;

import org.jspecify.annotations.NullMarked;
