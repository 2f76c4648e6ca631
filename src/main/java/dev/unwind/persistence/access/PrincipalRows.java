// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.access;

import dev.unwind.application.access.CredentialKind;
import dev.unwind.application.access.PrincipalRecord;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.persistence.Rows;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
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
        PgPrincipals.roles(row),
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
}
