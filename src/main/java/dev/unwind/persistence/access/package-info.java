// SPDX-License-Identifier: Apache-2.0
/** Principals, credentials and what keeps a request from being done twice. */
@NullMarked
package dev.unwind.persistence.access;

import org.jspecify.annotations.NullMarked;
