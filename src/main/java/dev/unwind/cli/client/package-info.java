// SPDX-License-Identifier: Apache-2.0
/** A server of ours as a client command sees it. */
@NullMarked
package dev.unwind.cli.client;

import org.jspecify.annotations.NullMarked;
