// SPDX-License-Identifier: Apache-2.0
/** What has happened in an account, entry by entry, as its log tells it. */
@NullMarked
package dev.unwind.domain.event;

import org.jspecify.annotations.NullMarked;
