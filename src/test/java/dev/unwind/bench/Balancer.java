// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * HAProxy with the settings of {@code deploy/compose/haproxy.cfg}, in front of replicas of this
 * machine. Health is asked for on the port of the APIs, where the builds before have it as well.
 */
final class Balancer implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/haproxy");
  private static final Path SETTINGS = Path.of("deploy", "compose", "haproxy.cfg");

  private final int port = freePort();
  private final Path directory;
  private final Process process;

  Balancer(List<Integer> replicas) throws IOException {
    directory = Files.createTempDirectory("unwind-balancer");
    Path file = directory.resolve("haproxy.cfg");
    Files.writeString(file, settings(replicas));
    process =
        new ProcessBuilder(PROGRAM.toString(), "-db", "-f", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("haproxy.log").toFile())
            .start();
  }

  static boolean isInstalled() {
    return Files.isExecutable(PROGRAM);
  }

  /** The documented settings, with other addresses. */
  private String settings(List<Integer> replicas) throws IOException {
    String documented = Files.readString(SETTINGS);
    String others =
        documented
            .lines()
            .filter(line -> !line.startsWith("  server "))
            .map(line -> line.replace("bind :8080", "bind 127.0.0.1:" + port))
            .map(line -> line.replace(" resolvers names init-addr last,libc,none", ""))
            .map(line -> line.replace("check port 9000", "check"))
            .map(
                line ->
                    line.equals("global") ? line + "\n  stats socket " + socket().toString() : line)
            .collect(Collectors.joining("\n"));
    String servers =
        replicas.stream()
            .map(
                replica ->
                    "  server r%1$d 127.0.0.1:%1$d%n  server r%1$d-anyway 127.0.0.1:%1$d backup no-check"
                        .formatted(replica))
            .collect(Collectors.joining("\n"));
    return others + "\n" + servers + "\n";
  }

  private Path socket() {
    return directory.resolve("stats");
  }

  int port() {
    return port;
  }

  /** How often it has sent a request again, over all replicas. */
  long sentAgain() throws IOException {
    return sum("wretr") + sum("wredis");
  }

  /** How many replicas it takes for ready. */
  long ready() throws IOException {
    return Stream.of(statistics().split("\n"))
        .filter(line -> line.startsWith("replicas,r") && line.contains(",UP,"))
        .count();
  }

  private long sum(String column) throws IOException {
    String[] lines = statistics().split("\n");
    int index = Arrays.asList(lines[0].replace("# ", "").split(",")).indexOf(column);
    return Stream.of(lines)
        .filter(line -> line.startsWith("replicas,BACKEND,"))
        .mapToLong(line -> Long.parseLong(line.split(",")[index]))
        .sum();
  }

  private String statistics() throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket()));
      channel.write(ByteBuffer.wrap("show stat\n".getBytes(StandardCharsets.US_ASCII)));
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  static int freePort() {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
