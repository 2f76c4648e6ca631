// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.proof;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@link ProofSql#AUDIT}, computed again.
 *
 * @param link as it is now
 * @param changedTexts fields whose text is not the one that was chained, nor erased
 */
public record AuditedRow(LoggedRow row, Link link, List<String> changedTexts) {
  private static final HexFormat HEX = HexFormat.of();

  /** The column that has what is kept of texts. */
  public static final int TEXTS = ProofSql.FIRST_PART + LoggedRow.Part.values().length + 1;

  public static AuditedRow of(ResultSet columns) throws SQLException {
    int end = ProofSql.FIRST_PART + LoggedRow.Part.values().length;
    @Nullable String[] texts = new String[end];
    for (int i = ProofSql.FIRST_PART; i < end; i++) {
      texts[i] = columns.getString(i + 1);
    }
    LoggedRow row =
        LoggedRow.of(
            columns.getLong(1),
            columns.getLong(2),
            columns.getInt(3),
            columns.getString(4),
            place -> texts[place]);
    return of(row, columns.getString(end + 1));
  }

  /** The same of one that is read already, with what is kept of its texts. */
  static AuditedRow of(LoggedRow row, @Nullable String kept) {
    List<String> changed = new ArrayList<>();
    Link link = Link.of(row, (of, leaves) -> hide(leaves, kept, changed));
    return new AuditedRow(row, link, List.copyOf(changed));
  }

  private static void hide(
      NavigableMap<String, String> leaves, @Nullable String kept, List<String> changed) {
    if (kept == null) {
      return;
    }
    JsonObject fields = new JsonObject(kept);
    for (String field : fields.fieldNames()) {
      JsonArray salted = fields.getJsonArray(field);
      String salt = salted.getString(0);
      byte[] digest = HEX.parseHex(salted.getString(1));
      if (!fits(leaves.get(field), salt, digest)) {
        changed.add(field);
      }
      Link.hide(leaves, field, digest);
    }
  }

  /** With the salt the text must be there; of what was erased there is neither. */
  static boolean fits(@Nullable String text, @Nullable String salt, byte[] digest) {
    if (text == null || salt == null) {
      return salt == null && (text == null || text.isEmpty());
    }
    return MessageDigest.isEqual(SaltedText.digest(HEX.parseHex(salt), text), digest);
  }
}
