// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.access;

import dev.unwind.application.access.Authenticated;
import dev.unwind.application.access.CredentialKind;
import dev.unwind.application.access.PrincipalRecord;
import dev.unwind.application.access.PrincipalSummary;
import dev.unwind.application.access.StoredCredential;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.persistence.Rows;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads principals as who administers them sees them. */
final class PrincipalRows {
  private static final double MICROS = 1e6;

  private PrincipalRows() {}

  static PrincipalRecord principal(Row row) {
    List<PrincipalRecord.Kept> credentials =
        new JsonArray(String.valueOf(row.getValue("credentials")))
            .stream().map(JsonObject.class::cast).map(PrincipalRows::credential).toList();
    return new PrincipalRecord(
        new PrincipalId(row.getLong("principal_id")),
        row.getString("name"),
        roles(row),
        row.getBoolean("all_accounts"),
        Arrays.asList(row.getArrayOfStrings("accounts")),
        credentials,
        Rows.time(row, "created_at"),
        Rows.instant(row, "revoked_at"));
  }

  private static PrincipalRecord.Kept credential(JsonObject json) {
    Instant created = time(json.getDouble("created"));
    return new PrincipalRecord.Kept(
        UUID.fromString(json.getString("id")),
        CredentialKind.valueOf(json.getString("kind")),
        json.getString("key"),
        created == null ? Instant.EPOCH : created,
        time(json.getDouble("expires")));
  }

  private static @Nullable Instant time(@Nullable Double seconds) {
    return seconds == null
        ? null
        : Instant.EPOCH.plus(Math.round(seconds * MICROS), ChronoUnit.MICROS);
  }

  static StoredCredential stored(Row row) {
    Map<String, String> tags = new HashMap<>();
    String json = row.getString("tags");
    if (json != null) {
      new JsonObject(json).forEach(tag -> tags.put(tag.getKey(), String.valueOf(tag.getValue())));
    }
    return new StoredCredential(
        new Authenticated(
            bearer(row),
            row.getUUID("credential_id"),
            CredentialKind.valueOf(row.getString("kind")),
            row.getString("key_id"),
            row.getString("public_key"),
            tags,
            Rows.instant(row, "expires_at")),
        row.getBuffer("secret_sha256").getBytes(),
        Rows.instant(row, "revoked_at"));
  }

  static Principal bearer(Row row) {
    return new Principal(
        new PrincipalId(row.getLong("principal_id")),
        row.getString("name"),
        roles(row),
        scope(row));
  }

  static AccountScope scope(Row row) {
    boolean all = row.getBoolean("all_accounts");
    Set<AccountId> accounts = new HashSet<>();
    if (!all) {
      for (Long account : row.getArrayOfLongs("accounts")) {
        accounts.add(new AccountId(account));
      }
    }
    return new AccountScope(all, accounts);
  }

  static PrincipalSummary summary(Row row) {
    return new PrincipalSummary(
        row.getString("name"),
        roles(row),
        row.getBoolean("all_accounts"),
        Arrays.asList(row.getArrayOfStrings("accounts")),
        Arrays.asList(row.getArrayOfStrings("key_ids")),
        row.getInteger("tokens"),
        Rows.instant(row, "revoked_at"));
  }

  private static Set<Role> roles(Row row) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String role : row.getArrayOfStrings("roles")) {
      roles.add(Role.valueOf(role.toUpperCase(Locale.ROOT)));
    }
    return roles;
  }

  /** As the book document spells a role. */
  static String code(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
