// SPDX-License-Identifier: Apache-2.0
/** Accounts as their owners open, name and close them. */
@NullMarked
package dev.unwind.application.account;

import org.jspecify.annotations.NullMarked;
