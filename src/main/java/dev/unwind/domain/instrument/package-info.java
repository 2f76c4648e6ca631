// SPDX-License-Identifier: Apache-2.0
/** What is traded and at which quote. */
@NullMarked
package dev.unwind.domain.instrument;

import org.jspecify.annotations.NullMarked;
