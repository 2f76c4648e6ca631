// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.access.AccessBook;
import dev.unwind.application.access.Authenticate;
import dev.unwind.application.access.Credential;
import dev.unwind.importing.ImportBook;
import dev.unwind.persistence.LedgerRows;
import dev.unwind.platform.Finding;
import dev.unwind.platform.Finding.Grade;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of the administrative commands that run inside the application. */
@QuarkusTest
class AdministrationTest {
  @Inject DoctorApplication doctor;
  @Inject MigrateApplication migrate;
  @Inject KeysApplication keys;
  @Inject ImportApplication imports;
  @Inject CheckApplication check;
  @Inject ImportBook importBook;
  @Inject Authenticate authenticate;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

  @Test
  void aKeyIsCreatedListedAndRevoked() {
    AccessBook book = AccessBook.load(importBook);
    assertThat(keys.run(out, out, "create", book.tag + "-bot", "trader", book.tag + "-a", "key"))
        .isZero();
    Matcher lines = Pattern.compile("key id +(\\S+)\\s+secret +(\\S+)").matcher(text());
    assertThat(lines.find()).as(text()).isTrue();
    String id = lines.group(1);
    String secret = lines.group(2);
    assertThat(
            authenticate
                .with(new Credential.ApiKey(id, secret))
                .await()
                .atMost(Duration.ofSeconds(30))
                .principal()
                .name())
        .isEqualTo(book.tag + "-bot");
    printed.reset();
    assertThat(keys.run(out, out, "list")).isZero();
    assertThat(text())
        .contains(book.tag + "-bot  roles=trader  accounts=" + book.tag + "-a  keys=" + id)
        .doesNotContain(secret);
    assertThat(keys.run(out, out, "revoke-key", id)).isZero();
    assertThat(keys.run(out, out, "revoke-key", id)).isEqualTo(1);
    assertThat(keys.run(out, out, "create", book.tag + "-x", "trader", "nowhere", "token"))
        .isEqualTo(1);
    assertThat(text()).contains("no account nowhere");
  }

  @Test
  void aFileIsImportedOnceAndItsMistakesArePrinted(@TempDir Path directory) throws IOException {
    Path good = directory.resolve("book.json");
    Files.writeString(
        good,
        "{\"accounts\": [{\"name\": \"cli-%d\", \"currency\": \"USD\"}]}"
            .formatted(ProcessHandle.current().pid()));
    assertThat(imports.run(out, out, good.toString(), "book", "", "")).isZero();
    assertThat(text()).contains("imported 1 accounts");
    assertThat(imports.run(out, out, good.toString(), "book", "", "")).isZero();
    assertThat(text()).contains("was imported before; nothing to do");
    Path bad = directory.resolve("bad.json");
    Files.writeString(bad, "{\"accounts\": [{\"name\": 5}, {\"currency\": \"x\"}]}");
    printed.reset();
    assertThat(imports.run(out, out, bad.toString(), "book", "", "")).isEqualTo(1);
    assertThat(text())
        .contains("accounts[0].name: must be a string", "accounts[1].name: is required");
    printed.reset();
    assertThat(imports.run(out, out, directory.resolve("none").toString(), "book", "", ""))
        .isEqualTo(1);
    assertThat(text()).contains("there is no file");
  }

  @Test
  void whatAnExportLeavesOutIsPrinted(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("positions.csv");
    Files.writeString(
        file,
        """
        Ticker,Open Quantity,Avg Price,Note
        CLIX,5,10.5,mine
        Total,,52.5,
        """);
    ImportOptions options = new ImportOptions();
    options.map.put("qty", "Open Quantity");
    options.skip.add("Total");
    options.ignoreOtherColumns = true;
    options.assetClass = ImportOptions.ClassWord.us_equity;
    List<String> arguments =
        new ArrayList<>(
            List.of(file.toString(), "csv", "cli-csv-" + ProcessHandle.current().pid(), "USD"));
    arguments.addAll(options.write());
    assertThat(imports.run(out, out, arguments.toArray(String[]::new))).isZero();
    assertThat(text())
        .contains(
            "line 3: skipped \"Total\", which is left out as asked",
            "1 positions",
            "skipped 1 rows: 1 left out as asked",
            "columns not read: Note",
            "no quote yet: CLIX. A close of these rests until one arrives");
  }

  private String text() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theDoctorTellsWhatAServerWouldMeet() {
    List<Finding> findings = doctor.look(1);

    assertThat(findings.stream().map(Finding::subject))
        .contains(
            "configuration",
            "version",
            "writes",
            "pooler",
            "replication",
            "connections",
            "rights",
            "clock",
            "ledger",
            "bindings",
            "disk",
            "venue");
    assertThat(findings.stream().filter(finding -> finding.grade() == Grade.FAULT)).isEmpty();
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    assertThat(new DoctorReport(findings).print(new PrintStream(told, true, UTF_8), true)).isZero();
    assertThat(new JsonObject(told.toString(UTF_8)).getBoolean("serves")).isTrue();
  }

  @Test
  void accountsThatAreBoundToWhatIsNotConfiguredAreTold() throws SQLException {
    AccessBook book = AccessBook.load(importBook);
    String venue = "gone-" + UUID.randomUUID().toString().substring(0, 8);
    String bind = "update account set venue = ? where name = ?";
    List<Finding> told;
    try (LedgerRows rows = new LedgerRows()) {
      rows.execute(bind, venue, book.tag + "-a");
      try {
        told = doctor.look(1);
      } finally {
        rows.execute(bind, "simulator", book.tag + "-a");
      }
    }

    assertThat(told)
        .filteredOn(finding -> finding.subject().equals("bindings"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.grade()).isEqualTo(Grade.FAULT);
              assertThat(finding.found())
                  .startsWith("bound to the venue " + venue + ", which is not configured here:");
              assertThat(finding.advice()).contains("unwind.venues." + venue + ".kind");
            });
  }

  @Test
  void moreReplicasThanTheDatabaseHasConnectionsForAreWarnedOf() {
    assertThat(doctor.look(1000))
        .filteredOn(finding -> finding.subject().equals("connections"))
        .extracting(Finding::grade)
        .containsExactly(Grade.WARNING);
  }

  @Test
  void aFaultOfTheDoctorEndsWithOne() {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    DoctorReport report =
        new DoctorReport(List.of(Finding.fault("writes", "read only", "turn it off")));

    assertThat(report.print(new PrintStream(told, true, UTF_8), false)).isEqualTo(1);
    assertThat(told.toString(UTF_8))
        .contains("FAULT: read only (turn it off)")
        .contains("this prevents serving");
  }

  @Test
  void migratingALedgerOfThisVersionIsNothingToDo() {
    assertThat(migrate.run()).isZero();
  }

  /** What was printed since the last time, each line an object. */
  private List<JsonObject> objects() {
    List<JsonObject> objects = text().lines().map(JsonObject::new).toList();
    printed.reset();
    return objects;
  }

  @Test
  void programsAreToldObjects(@TempDir Path directory) throws IOException {
    AccessBook book = AccessBook.load(importBook);
    String name = book.tag + "-bot";
    printed.reset();
    assertThat(keys.run(out, out, "--json", "create", name, "trader", book.tag + "-a", "key"))
        .isZero();
    JsonObject made = objects().get(0);
    assertThat(made.getString("type")).isEqualTo("credential");
    assertThat(made.getString("secret")).isNotBlank();
    String id = made.getString("keyId");
    assertThat(keys.run(out, out, "--json", "list")).isZero();
    assertThat(objects())
        .filteredOn(each -> each.getString("name").equals(name))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.getJsonArray("roles")).containsExactly("trader");
              assertThat(each.getJsonArray("accounts")).containsExactly(book.tag + "-a");
              assertThat(each.getJsonArray("keys")).containsExactly(id);
              assertThat(each.getBoolean("revoked")).isFalse();
            });
    assertThat(keys.run(out, out, "--json", "revoke-key", id)).isZero();
    assertThat(objects()).singleElement().extracting(o -> o.getString("key")).isEqualTo(id);
    assertThat(keys.run(out, out, "--json", "revoke-key", id)).isEqualTo(1);
    assertThat(objects())
        .containsExactly(
            Report.object("error")
                .put("message", "there is no such API key, or it is revoked already")
                .put("exitStatus", 1));

    Path file = directory.resolve("book.json");
    Files.writeString(
        file, "{\"accounts\": [{\"name\": \"%s-j\", \"currency\": \"USD\"}]}".formatted(name));
    assertThat(imports.run(out, out, "--json", file.toString(), "book", "", "")).isZero();
    assertThat(objects()).singleElement().extracting(o -> o.getInteger("accounts")).isEqualTo(1);
    assertThat(imports.run(out, out, "--json", file.toString(), "book", "", "")).isZero();
    assertThat(objects()).singleElement().extracting(o -> o.getBoolean("applied")).isEqualTo(false);
    Files.writeString(file, "{\"accounts\": [{\"name\": 5}]}");
    assertThat(imports.run(out, out, "--json", file.toString(), "book", "", "")).isEqualTo(1);
    assertThat(objects())
        .extracting(o -> o.getString("type"))
        .contains("mistake")
        .endsWith("error");

    assertThat(migrate.run(out, out, "--json")).isZero();
    assertThat(objects()).singleElement().extracting(o -> o.getString("version")).isNotNull();

    int status = check.run(out, out, "--json");
    List<JsonObject> told = objects();
    assertThat(told).extracting(o -> o.getString("type")).contains("checked").endsWith("result");
    JsonObject result = told.get(told.size() - 1);
    assertThat(result.getInteger("exitStatus")).isEqualTo(status);
    assertThat(told)
        .filteredOn(each -> each.getString("type").equals("contradiction"))
        .hasSize(result.getInteger("contradictions"));
  }
}
