// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.value.AccountId;
import java.util.UUID;

/** An order that the venue may know. */
public record VenueOrderRef(AccountId account, UUID key) {}
