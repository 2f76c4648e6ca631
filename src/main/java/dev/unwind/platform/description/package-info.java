// SPDX-License-Identifier: Apache-2.0
/** What is served to describe the APIs. */
@NullMarked
package dev.unwind.platform.description;

import org.jspecify.annotations.NullMarked;
