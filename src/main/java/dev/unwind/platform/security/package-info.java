// SPDX-License-Identifier: Apache-2.0
/**
 * Wires the HTTP server to the principals: which credential a path takes, and who the caller is.
 */
@NullMarked
package dev.unwind.platform.security;

import org.jspecify.annotations.NullMarked;
