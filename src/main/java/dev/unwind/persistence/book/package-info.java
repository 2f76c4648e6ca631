// SPDX-License-Identifier: Apache-2.0
/** One account's book: locked, loaded, decided on and written. */
@NullMarked
package dev.unwind.persistence.book;

import org.jspecify.annotations.NullMarked;
