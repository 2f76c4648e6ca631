// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.observation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccount;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.Management;
import dev.unwind.venue.Awaiting;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** What /q/metrics exports, against the table, the dashboard and the rules. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class PublishedMetricsTest {
  @Inject FreshAccounts accounts;

  static final List<List<String>> OF_THE_FRAMEWORK =
      List.of(
          List.of(
              "`http_server_requests_seconds`",
              "histogram",
              "seconds",
              "method, uri, status, outcome",
              "Requests, each operation under the template of its path"),
          List.of(
              "`sql_pool_active`", "gauge", "", "pool_name", "Connections to PostgreSQL at work"),
          List.of("`sql_pool_idle`", "gauge", "", "pool_name", "Connections that are free"),
          List.of(
              "`sql_pool_queue_size`",
              "gauge",
              "",
              "pool_name",
              "Who waits for a connection; alarm when it stays above 0"),
          List.of(
              "`sql_pool_queue_delay_seconds`",
              "summary",
              "seconds",
              "pool_name",
              "How long they have waited"),
          List.of("`process_uptime_seconds`", "gauge", "seconds", "", "Since the start"),
          List.of("`process_cpu_usage`", "gauge", "", "", "Of the processors, 0 to 1"),
          List.of("`jvm_memory_used_bytes`", "gauge", "bytes", "area, id", "Memory in use"));

  /**
   * Those that a setting switches on; the last two are a FIX venue's ({@link SessionMetersTest}).
   */
  private static final Set<Metric> BY_SETTING =
      EnumSet.of(
          Metric.DATABASE_SYNCHRONOUS,
          Metric.OPERATIONS,
          Metric.VENUE_MESSAGES,
          Metric.VENUE_INBOX);

  private static final Path OBSERVABILITY = Path.of("deploy", "observability");

  private static final Pattern GROUPED = Pattern.compile("\\bby \\(([^)]*)\\)");
  private static final Pattern SELECTED = Pattern.compile("[{,]\\s*([a-z_]+)=~?\"");
  private static final Pattern EQUAL = Pattern.compile("[a-z_]+=\"[^\"]*\"");

  private static final Pattern NAME = Pattern.compile("(?m)^([a-z_]+)(?:\\{|\\s)");
  private static final Pattern ASKED =
      Pattern.compile("\\b((?:unwind|http_server|sql_pool|process|jvm)_[a-z0-9_]+)");

  @Test
  void everyMetricOfTheTableIsExportedAndNoOtherOfOurs() {
    Set<String> exported = exported();

    for (Metric metric : Metric.values()) {
      if (!BY_SETTING.contains(metric)) {
        assertThat(exported).contains(parts(metric));
      }
    }
    Set<String> known =
        Arrays.stream(Metric.values())
            .flatMap(metric -> Stream.of(parts(metric)))
            .collect(Collectors.toSet());
    assertThat(exported.stream().filter(name -> name.startsWith("unwind_"))).isSubsetOf(known);
    for (List<String> row : OF_THE_FRAMEWORK) {
      String name = row.get(0).replace("`", "");
      assertThat(exported).contains(row.get(1).equals("gauge") ? name : name + "_count");
    }
  }

  @Test
  void dashboardAndRulesAskForWhatIsExported() throws Exception {
    Set<String> exported = exported();
    BY_SETTING.forEach(metric -> exported.add(metric.exported()));
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(OBSERVABILITY)) {
      all.filter(Files::isRegularFile).forEach(files::add);
    }
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      Set<String> asked = matches(ASKED, Files.readString(file));
      assertThat(asked).as(file.toString()).isSubsetOf(exported);
    }
  }

  @Test
  void whatTheTableWouldAlarmOfHasARuleAndAllOfOursIsOnTheDashboard() throws Exception {
    String rules = Files.readString(OBSERVABILITY.resolve("rules.yaml"));
    String dashboard = Files.readString(OBSERVABILITY.resolve("dashboard.json"));
    for (Metric metric : Metric.values()) {
      assertThat(dashboard).contains(metric.exported());
      if (metric.description().contains("alarm")) {
        assertThat(rules).contains(metric.exported());
      }
    }
    for (List<String> row : OF_THE_FRAMEWORK) {
      if (row.get(4).contains("alarm")) {
        assertThat(rules).contains(row.get(0).replace("`", ""));
      }
    }
  }

  /** A label that nothing has selects nothing, and groups all into one. */
  @Test
  void theLabelsThatTheyGroupAndSelectByAreExported() throws Exception {
    exported();
    String scrape = scrape();
    List<String> queries = new ArrayList<>();
    queries.addAll(
        new ObjectMapper()
            .readTree(OBSERVABILITY.resolve("dashboard.json").toFile())
            .findValuesAsText("expr"));
    queries.addAll(
        new YAMLMapper()
            .readTree(OBSERVABILITY.resolve("rules.yaml").toFile())
            .findValuesAsText("expr"));
    assertThat(queries).hasSizeGreaterThan(30);
    for (String query : queries) {
      Set<String> labels = new TreeSet<>();
      GROUPED.matcher(query).results().forEach(by -> labels.addAll(words(by.group(1))));
      SELECTED.matcher(query).results().forEach(by -> labels.add(by.group(1)));
      for (String name : matches(ASKED, query)) {
        Set<String> known = new TreeSet<>();
        scrape
            .lines()
            .filter(line -> line.startsWith(name + "{"))
            .forEach(line -> known.addAll(labels(line)));
        BY_SETTING.stream()
            .filter(metric -> metric.exported().equals(name))
            .forEach(metric -> known.addAll(metric.labels()));
        assertThat(known).as("%s in %s", name, query).containsAll(labels);
      }
      for (MatchResult equal : EQUAL.matcher(query).results().toList()) {
        assertThat(scrape).contains(equal.group());
      }
    }
  }

  private static Set<String> labels(String line) {
    return SELECTED
        .matcher(line)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }

  private static List<String> words(String list) {
    return Arrays.stream(list.split(",")).map(String::strip).toList();
  }

  private static Set<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
  }

  @Test
  void aCloseIsCountedByItsDialectAndOutcomeWithItsTimes() {
    double closes = value("unwind_closes_ended_total{dialect=\"alpaca\",outcome=\"filled\"");
    double flat = value("unwind_close_flat_seconds_count{dialect=\"alpaca\"");
    double acknowledged = value("unwind_close_acknowledged_seconds_count{dialect=\"alpaca\"");
    FreshAccount account = accounts.open(BookText.anAccount().position("AAPL", "10", "100"));
    given()
        .header("APCA-API-KEY-ID", account.keyId())
        .header("APCA-API-SECRET-KEY", account.secret())
        .delete("/v2/positions/AAPL")
        .then()
        .statusCode(200);
    Awaiting.await(
        Duration.ofSeconds(20),
        () ->
            value("unwind_closes_ended_total{dialect=\"alpaca\",outcome=\"filled\"") == closes + 1);

    assertThat(value("unwind_close_flat_seconds_count{dialect=\"alpaca\"")).isEqualTo(flat + 1);
    assertThat(value("unwind_close_acknowledged_seconds_count{dialect=\"alpaca\""))
        .isEqualTo(acknowledged + 1);
  }

  @Test
  void noOperationIsLeftUncounted() throws Exception {
    JsonNode paths =
        new ObjectMapper()
            .readTree(given().get(Management.url("/q/openapi?format=json")).asString())
            .get("paths");
    int most =
        ConfigProvider.getConfig()
            .getValue("quarkus.micrometer.binder.http-server.max-uri-tags", Integer.class);
    assertThat(paths.size()).isGreaterThan(100).isLessThan(most / 2);
  }

  private static String[] parts(Metric metric) {
    String name = metric.exported();
    return metric.kind() == Metric.Kind.HISTOGRAM
        ? new String[] {name + "_bucket", name + "_sum", name + "_count", name + "_max"}
        : new String[] {name};
  }

  private static double value(String beginning) {
    return scrape()
        .lines()
        .filter(line -> line.startsWith(beginning))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private Set<String> exported() {
    // Refusals are there once one has happened.
    FreshAccount account = accounts.open(BookText.anAccount());
    given()
        .header("APCA-API-KEY-ID", account.keyId())
        .header("APCA-API-SECRET-KEY", account.secret())
        .delete("/v2/positions/AAPL")
        .then()
        .statusCode(404);
    return NAME.matcher(scrape())
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String scrape() {
    return given().get(Management.url("/q/metrics")).then().statusCode(200).extract().asString();
  }
}
