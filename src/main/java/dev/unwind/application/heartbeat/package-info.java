// SPDX-License-Identifier: Apache-2.0
/** What is done to an account whose owner is not heard of any more. */
@NullMarked
package dev.unwind.application.heartbeat;

import org.jspecify.annotations.NullMarked;
