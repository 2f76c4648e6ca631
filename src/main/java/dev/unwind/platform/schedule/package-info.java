// SPDX-License-Identifier: Apache-2.0
/** Work in the background: what is done again and again while the application runs. */
@NullMarked
package dev.unwind.platform.schedule;

import org.jspecify.annotations.NullMarked;
