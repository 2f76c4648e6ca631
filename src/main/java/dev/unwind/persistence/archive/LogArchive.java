// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.archive;

import dev.unwind.persistence.proof.AuditedRow;
import dev.unwind.persistence.proof.Link;
import dev.unwind.persistence.proof.LoggedRow.Part;
import dev.unwind.persistence.proof.ProofSql;
import io.vertx.core.json.Json;
import java.io.IOException;
import java.io.Writer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the logs tell before a day, a line for each row, as docs/proof.md has it: enough to
 * compute the chain from its beginning, or from the end of the archive before, to where this one
 * ends. It computes it itself, and leaves out accounts of which it is another.
 */
public final class LogArchive {
  private static final HexFormat HEX = HexFormat.of();
  private static final int FETCHED = 1000;

  private static final String ACCOUNTS =
      "select account_id, name from account union all select 0, 'administration' order by account_id";

  /**
   * The last link of an account's chain that tells nothing of the day or later, and where the part
   * before it begins. Times ascend with numbers.
   */
  private static final String PART =
      """
      select coalesce(b.seq, 0) as begin, coalesce(b.hash, g.hash) as begin_hash, g.record::text, l.seq, l.hash, last.at
      from proof_genesis g
      left join log_begin b on b.account_id = g.account_id
      left join lateral (
        select e.seq from event e where e.account_id = ? and e.seq > coalesce(b.seq, 0) and e.at >= ?
        order by e.seq limit 1) kept on true
      cross join lateral (
        select l.seq, l.hash from proof_link l
        where l.account_id = ? and l.seq > coalesce(b.seq, 0) and l.seq < coalesce(kept.seq, 9223372036854775807)
        order by l.seq desc limit 1) l
      left join event last on last.account_id = g.account_id and last.seq = l.seq
      where g.account_id = ?
      """;

  private final Connection connection;
  private final Writer file;
  private final List<Archived> archived = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();
  private long rows;

  private LogArchive(Connection connection, Writer file) {
    this.connection = connection;
    this.file = file;
  }

  /**
   * What was written.
   *
   * @param leftOut a line for each account that was not
   */
  public record Result(List<Archived> accounts, List<String> leftOut, long rows) {}

  /** An account's part of the archive that is to be written. */
  private record Plan(Archived part, byte[] begin, String genesis) {}

  /**
   * @param connection in a transaction that sees one state of the ledger
   * @param before events of this moment and later are not written
   */
  public static Result write(Connection connection, Instant before, Writer file)
      throws SQLException, IOException {
    return new LogArchive(connection, file).write(before);
  }

  private Result write(Instant before) throws SQLException, IOException {
    try (Statement settings = connection.createStatement()) {
      settings.execute(ProofSql.UTC);
    }
    line("{\"archive\":1,\"ledger\":\"" + ledger() + "\",\"before\":\"" + before + "\"}");
    for (Plan plan : plans(before)) {
      write(plan);
    }
    line("{\"end\":true,\"accounts\":" + archived.size() + ",\"rows\":" + rows + "}");
    file.flush();
    return new Result(List.copyOf(archived), List.copyOf(leftOut), rows);
  }

  private String ledger() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select ledger from proof_ledger")) {
      if (!row.next()) {
        throw new IllegalStateException("the ledger does not say which it is");
      }
      return row.getString(1);
    }
  }

  private List<Plan> plans(Instant before) throws SQLException {
    List<Plan> plans = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(PART);
        Statement all = connection.createStatement();
        ResultSet accounts = all.executeQuery(ACCOUNTS)) {
      while (accounts.next()) {
        statement.setLong(1, accounts.getLong(1));
        statement.setObject(2, before.atOffset(ZoneOffset.UTC));
        statement.setLong(3, accounts.getLong(1));
        statement.setLong(4, accounts.getLong(1));
        try (ResultSet row = statement.executeQuery()) {
          if (row.next()) {
            plan(accounts.getLong(1), accounts.getString(2), row).ifPresent(plans::add);
          }
        }
      }
    }
    return plans;
  }

  private Optional<Plan> plan(long account, String name, ResultSet row) throws SQLException {
    OffsetDateTime at = row.getObject(6, OffsetDateTime.class);
    if (at == null) {
      leftOut.add(
          "account_id=%d name=%s its log is not what was chained, at seq=%d"
              .formatted(account, name, row.getLong(4)));
      return Optional.empty();
    }
    Archived part =
        new Archived(
            account, name, row.getLong(1), row.getLong(4), row.getBytes(5), at.toInstant());
    return Optional.of(new Plan(part, row.getBytes(2), row.getString(3)));
  }

  private void write(Plan plan) throws SQLException, IOException {
    Archived part = plan.part();
    // Twice over the rows of one account, so that nothing of one that is refused is in the file.
    String wrong = over(plan, null);
    if (wrong != null) {
      leftOut.add("account_id=%d name=%s %s".formatted(part.account(), part.name(), wrong));
      return;
    }
    String head = "{\"account\":%d,\"name\":%s,\"from\":%d,\"hash\":\"%s\"";
    line(
        head.formatted(
                part.account(), Json.encode(part.name()), part.from(), HEX.formatHex(plan.begin()))
            + (part.from() == 0 ? ",\"genesis\":" + plan.genesis() : "")
            + "}");
    over(plan, file);
    line(
        "{\"account\":%d,\"to\":%d,\"hash\":\"%s\"}"
            .formatted(part.account(), part.seq(), HEX.formatHex(part.hash())));
    archived.add(part);
  }

  /** Why it cannot be archived; null when it can, and was where there is a file. */
  private @Nullable String over(Plan plan, @Nullable Writer to) throws SQLException, IOException {
    Archived part = plan.part();
    byte[] hash = plan.begin();
    if (part.from() == 0 && !Arrays.equals(Link.genesis(plan.genesis()), hash)) {
      return "what stood in it when its chain began was changed";
    }
    long last = part.from();
    try (PreparedStatement statement = connection.prepareStatement(ProofSql.AUDIT)) {
      statement.setFetchSize(FETCHED);
      long[] parameters = {part.account(), part.account(), part.from(), part.seq()};
      for (int i = 0; i < parameters.length; i++) {
        statement.setLong(i + 1, parameters[i]);
      }
      try (ResultSet columns = statement.executeQuery()) {
        while (columns.next()) {
          AuditedRow row = AuditedRow.of(columns);
          if (row.link().seq() - row.link().told() != last || !row.changedTexts().isEmpty()) {
            return "its log is not what was chained, at seq=" + row.link().seq();
          }
          last = row.link().seq();
          hash = row.link().after(hash);
          if (to != null) {
            line(text(row, columns.getString(AuditedRow.TEXTS), hash));
            rows++;
          }
        }
      }
    }
    return Arrays.equals(hash, part.hash()) ? null : "its log is not what was chained";
  }

  /** The parts as PostgreSQL has written them, for their digits count. */
  private static String text(AuditedRow row, @Nullable String texts, byte[] hash) {
    StringBuilder text = new StringBuilder(400);
    text.append("{\"account\":")
        .append(row.link().account())
        .append(",\"seq\":")
        .append(row.link().seq())
        .append(",\"told\":")
        .append(row.link().told());
    for (Map.Entry<Part, String> part : row.row().json().entrySet()) {
      text.append(",\"").append(part.getKey().table()).append("\":").append(part.getValue());
    }
    if (texts != null) {
      text.append(",\"texts\":").append(texts);
    }
    // A value of a column of type json may have been written over several lines.
    return text.append(",\"head\":\"")
        .append(HEX.formatHex(hash))
        .append("\"}")
        .toString()
        .replace('\n', ' ');
  }

  private void line(String line) throws IOException {
    file.write(line);
    file.write('\n');
  }
}
