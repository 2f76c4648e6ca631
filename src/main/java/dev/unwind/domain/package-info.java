// SPDX-License-Identifier: Apache-2.0
/** The trading domain: values, states and decisions, without any framework, I/O or clock. */
@NullMarked
package dev.unwind.domain;

import org.jspecify.annotations.NullMarked;
