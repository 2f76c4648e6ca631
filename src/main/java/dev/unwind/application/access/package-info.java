// SPDX-License-Identifier: Apache-2.0
/** Who may act: principals, their credentials, and how a caller proves to be one. */
@NullMarked
package dev.unwind.application.access;

import org.jspecify.annotations.NullMarked;
