// SPDX-License-Identifier: Apache-2.0
/** Acts and their accounts as rows. */
@NullMarked
package dev.unwind.persistence.act;

import org.jspecify.annotations.NullMarked;
