// SPDX-License-Identifier: Apache-2.0
/** What happens to a request before and around the dialects: paths, limits, request ids, errors. */
@NullMarked
package dev.unwind.platform.http;

import org.jspecify.annotations.NullMarked;
