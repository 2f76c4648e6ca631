// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

import dev.unwind.domain.account.Role;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A principal as an administrator lists it.
 *
 * @param keyIds ids of its API keys that are not revoked
 * @param tokens number of its tokens and sessions that are not revoked
 */
public record PrincipalSummary(
    String name,
    Set<Role> roles,
    boolean allAccounts,
    List<String> accounts,
    List<String> keyIds,
    int tokens,
    @Nullable Instant revokedAt) {}
