// SPDX-License-Identifier: Apache-2.0
/** What those who watch the service are told of its work. */
@NullMarked
package dev.unwind.application.observation;

import org.jspecify.annotations.NullMarked;
