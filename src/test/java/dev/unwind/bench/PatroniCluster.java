// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import dev.unwind.TestDatabase;
import dev.unwind.platform.database.DatabaseAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Two PostgreSQL servers that Patroni keeps as primary and standby, with etcd, and HAProxy, which
 * leads to whichever is the primary. All of it are the packages of Debian, in a directory of its
 * own that goes with it.
 */
final class PatroniCluster implements AutoCloseable {
  private static final Duration FORMED_LIMIT = Duration.ofSeconds(180);
  private static final Duration REST_CALL_LIMIT = Duration.ofSeconds(2);
  private static final String PASSWORD = "of-this-bench";
  private static final Path PATRONI =
      Path.of(System.getProperty("unwind.bench.patroni", "/usr/bin/patroni"));
  private static final Path ETCD = Path.of("/usr/bin/etcd");
  private static final Path HAPROXY = Path.of("/usr/sbin/haproxy");
  private static final Path SERVERS = Path.of("/usr/lib/postgresql");
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(REST_CALL_LIMIT)
          .build();

  private final Path directory;
  private final boolean synchronous;
  private final List<Process> around = new ArrayList<>();
  private final int balanced = freePort();
  private final Node first;
  private final Node second;

  /** A server and the Patroni that keeps it. */
  final class Node {
    private final String name;
    private final int database = freePort();
    private final int rest = freePort();
    private @Nullable Process patroni;

    private Node(String name) {
      this.name = name;
    }

    private Path data() {
      return directory.resolve(name).resolve("data");
    }

    DatabaseAddress address() {
      return PatroniCluster.address(database);
    }

    /** Starts it, anew or again. */
    void start() throws IOException {
      patroni =
          run(List.of(PATRONI.toString(), directory.resolve(name + ".yaml").toString()), name);
    }

    /** Whether its Patroni says that it is the primary. */
    boolean isPrimary() throws InterruptedException {
      return says("primary");
    }

    /**
     * Whether Patroni has named it as the standby that has all: it names it after the primary has
     * begun to wait for it, and lets nobody else take over.
     */
    boolean isSynchronous() throws InterruptedException {
      return says("synchronous");
    }

    private boolean says(String role) throws InterruptedException {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + rest + "/" + role))
              .timeout(REST_CALL_LIMIT)
              .build();
      try {
        return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
      } catch (IOException e) {
        return false;
      }
    }

    /** Patroni, the server, and all of its processes. */
    private List<ProcessHandle> processes() throws IOException {
      List<ProcessHandle> all = new ArrayList<>();
      Process keeper = patroni;
      if (keeper != null && keeper.isAlive()) {
        all.add(keeper.toHandle());
        keeper.descendants().forEach(all::add);
      }
      Path file = data().resolve("postmaster.pid");
      if (Files.exists(file)) {
        ProcessHandle.of(Long.parseLong(Files.readAllLines(file).get(0).strip()))
            .filter(server -> server.info().command().orElse("").endsWith("postgres"))
            .ifPresent(
                server -> {
                  all.add(server);
                  server.descendants().forEach(all::add);
                });
      }
      return all;
    }

    void kill() throws IOException, InterruptedException {
      signal("KILL", processes());
      Process keeper = patroni;
      if (keeper != null) {
        keeper.waitFor();
      }
    }

    void pause() throws IOException, InterruptedException {
      signal("STOP", processes());
    }

    void goOn() throws IOException, InterruptedException {
      signal("CONT", processes());
    }

    /** The process that receives what the primary writes. */
    long receiver() throws SQLException {
      return number(address(), "select pid from pg_stat_wal_receiver");
    }
  }

  private PatroniCluster(boolean synchronous) throws IOException {
    this.synchronous = synchronous;
    directory = Files.createTempDirectory("unwind-failover");
    first = new Node("a");
    second = new Node("b");
  }

  /** What is not installed here; empty if nothing is missing. */
  static Optional<String> missing() throws IOException {
    for (Path program : List.of(PATRONI, ETCD, HAPROXY)) {
      if (!Files.isExecutable(program)) {
        return Optional.of(program + " (Debian: patroni, etcd-server, haproxy)");
      }
    }
    return newestServer().isPresent()
        ? Optional.empty()
        : Optional.of(SERVERS + " (Debian: postgresql)");
  }

  private static Optional<Path> newestServer() throws IOException {
    if (!Files.isDirectory(SERVERS)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(SERVERS)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
          .max(Comparator.comparing(Path::toString));
    }
  }

  static PatroniCluster start(boolean synchronous) throws Exception {
    PatroniCluster cluster = new PatroniCluster(synchronous);
    Runtime.getRuntime().addShutdownHook(new Thread(cluster::endProcesses, "end of the cluster"));
    try {
      cluster.begin();
      return cluster;
    } catch (Exception | Error e) {
      cluster.close();
      throw e;
    }
  }

  private void begin() throws Exception {
    int client = freePort();
    int peer = freePort();
    Files.writeString(directory.resolve("a.yaml"), settings(first, client));
    Files.writeString(directory.resolve("b.yaml"), settings(second, client));
    Files.writeString(directory.resolve("haproxy.cfg"), balancer());
    Files.createDirectory(directory.resolve("etcd"));
    Files.createDirectory(directory.resolve("a"));
    Files.createDirectory(directory.resolve("b"));
    if (isRoot()) {
      new ProcessBuilder("chown", "-R", "postgres:", directory.toString()).start().waitFor();
    }
    String clients = "http://127.0.0.1:" + client;
    String peers = "http://127.0.0.1:" + peer;
    around.add(
        run(
            List.of(
                ETCD.toString(),
                "--name=bench",
                "--data-dir=" + directory.resolve("etcd"),
                "--listen-client-urls=" + clients,
                "--advertise-client-urls=" + clients,
                "--listen-peer-urls=" + peers,
                "--initial-advertise-peer-urls=" + peers,
                "--initial-cluster=bench=" + peers),
            "etcd"));
    around.add(
        run(
            List.of(HAPROXY.toString(), "-db", "-f", directory.resolve("haproxy.cfg").toString()),
            "haproxy"));
    first.start();
    await("a primary", FORMED_LIMIT, first::isPrimary);
    second.start();
    awaitWhole();
  }

  private String settings(Node node, int etcd) throws IOException {
    return """
        scope: unwind
        name: %1$s
        restapi: {listen: "127.0.0.1:%3$d", connect_address: "127.0.0.1:%3$d"}
        etcd3: {hosts: ["127.0.0.1:%4$d"]}
        bootstrap:
          dcs:
            ttl: 20
            loop_wait: 2
            retry_timeout: 5
            maximum_lag_on_failover: 1073741824
            synchronous_mode: %5$b
            postgresql:
              use_pg_rewind: true
              parameters: {max_connections: 100, wal_keep_size: 1GB, wal_log_hints: "on"}
          initdb: [{encoding: UTF8}, {locale: C}, data-checksums]
        postgresql:
          listen: "127.0.0.1:%2$d"
          connect_address: "127.0.0.1:%2$d"
          data_dir: "%6$s/%1$s/data"
          bin_dir: "%7$s"
          pgpass: "%6$s/%1$s/pgpass"
          remove_data_directory_on_rewind_failure: true
          remove_data_directory_on_diverged_timelines: true
          parameters: {unix_socket_directories: "%6$s/%1$s"}
          pg_hba: ["local all all trust", "host all all 127.0.0.1/32 md5", "host replication all 127.0.0.1/32 md5"]
          authentication:
            superuser: {username: postgres, password: "%8$s"}
            replication: {username: replicator, password: "%8$s"}
        """
        .formatted(
            node.name,
            node.database,
            node.rest,
            etcd,
            synchronous,
            directory,
            newestServer().orElseThrow(),
            PASSWORD);
  }

  /** Without retries: each would hold who asks for a second, at a server that is just stopping. */
  private String balancer() {
    return """
        global
          maxconn 500
        defaults
          mode tcp
          timeout connect 2s
          timeout client 1h
          timeout server 1h
          timeout check 1s
          retries 0
        listen primary
          bind 127.0.0.1:%d
          option httpchk GET /primary
          http-check expect status 200
          default-server inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
          server a 127.0.0.1:%d check port %d
          server b 127.0.0.1:%d check port %d
        """
        .formatted(balanced, first.database, first.rest, second.database, second.rest);
  }

  /** Where the service finds the primary. */
  DatabaseAddress address() {
    return address(balanced);
  }

  private static DatabaseAddress address(int port) {
    return new DatabaseAddress("127.0.0.1:" + port + "/postgres", "postgres", PASSWORD);
  }

  Node primary() throws InterruptedException {
    return first.isPrimary() ? first : second;
  }

  Node other(Node node) {
    return node == first ? second : first;
  }

  /** Asks for the other one to take over, and does not wait for it. */
  void switchOver() throws IOException, InterruptedException {
    Node from = primary();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + from.rest + "/switchover"))
            .timeout(Duration.ofSeconds(60))
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"leader\":\"%s\",\"candidate\":\"%s\"}"
                        .formatted(from.name, other(from).name)))
            .build();
    HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("no switchover: " + answer.statusCode() + " " + answer.body());
    }
  }

  /**
   * Until the standby has all that the primary writes, and where it should be is waited for and may
   * take over.
   */
  void awaitWhole() throws Exception {
    String whole =
        "select count(*) from pg_stat_replication where application_name in ('a', 'b')"
            + " and state = 'streaming' and sync_state "
            + (synchronous ? "= 'sync'" : "<> 'sync'");
    await(
        "a standby",
        FORMED_LIMIT,
        () ->
            number(primary().address(), whole) == 1
                && (!synchronous || other(primary()).isSynchronous()));
  }

  private static long number(DatabaseAddress address, String sql) throws SQLException {
    try (Connection connection = TestDatabase.connect(address);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  /** What is asked until it says yes; a database that does not answer says no. */
  interface Question {
    boolean ask() throws Exception;
  }

  static void await(String what, Duration limit, Question question) throws Exception {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      try {
        if (question.ask()) {
          return;
        }
      } catch (SQLException e) {
        // Not yet.
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("no " + what + " after " + limit);
      }
      Thread.sleep(50);
    }
  }

  static void signal(String name, List<ProcessHandle> processes)
      throws IOException, InterruptedException {
    if (processes.isEmpty()) {
      return;
    }
    List<String> command = new ArrayList<>(List.of("kill", "-s", name));
    processes.forEach(process -> command.add(String.valueOf(process.pid())));
    // Some may have ended meanwhile.
    new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start().waitFor();
  }

  /** PostgreSQL refuses to be run by root. */
  private Process run(List<String> command, String log) throws IOException {
    List<String> whole = new ArrayList<>();
    if (isRoot()) {
      whole.addAll(
          List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"));
    }
    whole.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(whole)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve(log + ".log").toFile()));
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("PG"));
    environment.put("HOME", directory.toString());
    return builder.start();
  }

  private static boolean isRoot() {
    return ProcessHandle.current().info().user().filter("root"::equals).isPresent();
  }

  private static int freePort() {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Copies what its programs have printed. */
  void keepLogs(Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(directory)) {
      for (Path log : files.filter(file -> file.toString().endsWith(".log")).toList()) {
        Files.copy(log, to.resolve(log.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private void endProcesses() {
    try {
      first.kill();
      second.kill();
      around.forEach(Process::destroyForcibly);
    } catch (IOException e) {
      System.err.println("failover: left processes behind: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    endProcesses();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
