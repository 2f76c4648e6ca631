// SPDX-License-Identifier: Apache-2.0
/** Acts: one request over many accounts, each decided in a transaction of its own. */
@NullMarked
package dev.unwind.application.act;

import org.jspecify.annotations.NullMarked;
