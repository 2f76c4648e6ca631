// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.reconciliation;

import dev.unwind.domain.reconciliation.Statement;
import java.time.Instant;

/**
 * A statement of a venue that cannot be asked for one, as somebody has received it.
 *
 * @param asOf of which moment it is; what has moved since is not compared
 */
public record GivenStatement(Statement statement, Instant asOf) {}
