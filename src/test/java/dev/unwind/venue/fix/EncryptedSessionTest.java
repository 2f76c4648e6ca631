// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Side;
import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.fixture.LogLines;
import dev.unwind.secrets.UsedSecrets;
import dev.unwind.venue.Awaiting;
import dev.unwind.venue.ReportLog;
import dev.unwind.venue.TestOrders;
import dev.unwind.venue.VenueProbe;
import dev.unwind.venue.fix.session.ConnectTrial;
import dev.unwind.venue.fix.session.FixSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Sessions over TLS: whom we believe, and who we say we are. */
@BesideTheApplication
@ResourceLock(value = LogLines.RESOURCE, mode = ResourceAccessMode.READ)
class EncryptedSessionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String SECRET = TlsStores.SECRET;

  @TempDir static Path directory;

  private static TlsStores stores;
  private static FixBench bench;
  private static TestOrders orders;

  @BeforeAll
  static void begin() throws Exception {
    UsedSecrets.note(SECRET);
    stores = new TlsStores(directory);
    bench = new FixBench();
    orders = new TestOrders(new AccountId(80), bench.instrument("ACME"));
    stores.make("venue", "dns:localhost");
    stores.make("elsewhere", "dns:elsewhere.example");
    stores.make("own", "dns:own.example");
  }

  @AfterAll
  static void close() {
    bench.close();
  }

  private static Path store(String name) {
    return stores.store(name);
  }

  private static Path trusting(String name) {
    return stores.trusting(name);
  }

  private static FixLink link(int port, String trusted, Optional<Path> own, ReportLog log) {
    return bench.link(
        FixBench.settings(
            "tls-" + UUID.randomUUID().toString().substring(0, 8),
            "FIX.4.4",
            port,
            false,
            Optional.empty(),
            Optional.of(new FixSettings.Tls(trusting(trusted), SECRET, own, SECRET))),
        log);
  }

  private static Map<String, String> encrypted() {
    return Map.of(
        "SocketUseSSL",
        "Y",
        "SocketKeyStore",
        store("venue").toString(),
        "SocketKeyStorePassword",
        SECRET,
        "SocketTrustStore",
        trusting("own").toString(),
        "SocketTrustStorePassword",
        SECRET,
        "NeedClientAuth",
        "Y");
  }

  /** Until it is filled. */
  private static void trade(FixLink link, ReportLog log) {
    VenueOrder order = orders.market(Side.SELL, "3");
    List<VenueOutcome> outcomes = link.venue().submit(List.of(order)).await().atMost(PATIENCE);
    log.take(link.venue(), outcomes);
    Awaiting.await(PATIENCE, () -> log.traded(order.key()).equals(order.qty()));
  }

  @Test
  void ordersGoOverAConnectionThatIsEncrypted() {
    ReportLog log = new ReportLog();
    try (TestExchange exchange = new TestExchange(encrypted())) {
      FixLink link = link(exchange.port(), "venue", Optional.of(store("own")), log);
      Awaiting.await(PATIENCE, () -> link.venue().room() > 0);
      trade(link, log);
      link.stop().await().atMost(PATIENCE);
    }
  }

  /** Each of them is answered by who takes messages out of the queue that they fill. */
  @Test
  void moreThanIsTakenInAtOnceKeepsNoAnswerBack() {
    ReportLog log = new ReportLog();
    try (TestExchange exchange = new TestExchange(encrypted())) {
      FixLink link = link(exchange.port(), "venue", Optional.of(store("own")), log);
      Awaiting.await(PATIENCE, () -> link.venue().room() > 0);
      for (int i = 0; i < 8_000; i++) {
        exchange.session().generateTestRequest("burst-" + i);
      }
      trade(link, log);
      link.stop().await().atMost(PATIENCE);
    }
  }

  /** What a server sees of us that shows the certificate of this name. */
  private static Principal seen(String shown, String trusted, Optional<Path> own) throws Exception {
    SSLContext context = stores.context(shown, "own");
    try (SSLServerSocket server =
        (SSLServerSocket) context.getServerSocketFactory().createServerSocket()) {
      server.bind(new InetSocketAddress("127.0.0.1", 0));
      server.setSoTimeout((int) PATIENCE.toMillis());
      server.setNeedClientAuth(own.isPresent());
      FixLink link = link(server.getLocalPort(), trusted, own, new ReportLog());
      try (SSLSocket socket = (SSLSocket) server.accept()) {
        socket.setSoTimeout((int) PATIENCE.toMillis());
        byte[] begin = socket.getInputStream().readNBytes(5);
        assertThat(new String(begin, StandardCharsets.US_ASCII)).isEqualTo("8=FIX");
        return own.isPresent() ? socket.getSession().getPeerPrincipal() : () -> "nobody";
      } finally {
        link.stop().await().atMost(PATIENCE);
      }
    }
  }

  @Test
  void weShowOurCertificateWhereOneIsAskedFor() throws Exception {
    assertThat(seen("venue", "venue", Optional.of(store("own"))).getName()).isEqualTo("CN=own");
  }

  /** Who is refused may find that the other has gone before it is told why. */
  @Test
  void nothingIsSaidToWhoIsNotTrusted() {
    assertThatThrownBy(() -> seen("venue", "elsewhere", Optional.empty()))
        .isInstanceOfAny(SSLHandshakeException.class, SocketException.class);
  }

  @Test
  void nothingIsSaidToWhoIsTrustedUnderAnotherName() {
    assertThatThrownBy(() -> seen("elsewhere", "elsewhere", Optional.empty()))
        .isInstanceOfAny(SSLHandshakeException.class, SocketException.class);
  }

  /** What a look at a server says that shows the certificate of this name, without a logon. */
  private static VenueProbe.Found looked(String shown, String trusted) throws Exception {
    SSLContext context = stores.context(shown, "own");
    try (SSLServerSocket server =
        (SSLServerSocket) context.getServerSocketFactory().createServerSocket()) {
      server.bind(new InetSocketAddress("127.0.0.1", 0));
      server.setSoTimeout((int) PATIENCE.toMillis());
      CompletableFuture<Integer> heard =
          CompletableFuture.supplyAsync(
              () -> {
                try (SSLSocket socket = (SSLSocket) server.accept()) {
                  socket.setSoTimeout((int) PATIENCE.toMillis());
                  return socket.getInputStream().read();
                } catch (IOException e) {
                  return -1;
                }
              });
      VenueProbe.Found found = trial(server.getLocalPort(), trusted, SECRET).run();
      assertThat(heard.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("bytes said").isEqualTo(-1);
      return found;
    }
  }

  private static ConnectTrial trial(int port, String trusted, String password) {
    FixSettings.Tls tls =
        new FixSettings.Tls(trusting(trusted), password, Optional.of(store("own")), SECRET);
    return new ConnectTrial(
        FixBench.settings("looked", "FIX.4.4", port, false, Optional.empty(), Optional.of(tls)));
  }

  @Test
  void aLookSaysWhetherTheVenueIsTrustedAndNothingElse() throws Exception {
    VenueProbe.Found trusted = looked("venue", "venue");
    assertThat(trusted.said()).startsWith("takes connections, is trusted (TLS");
    assertThat(trusted.advice()).isNull();

    for (String other : List.of("venue", "elsewhere")) {
      VenueProbe.Found refused = looked(other, "elsewhere");
      assertThat(refused.said()).startsWith("cannot be reached");
      assertThat(refused.advice()).isNotBlank();
    }
  }

  @Test
  void aLookSaysThatAStoreCannotBeRead() throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      VenueProbe.Found found = trial(listening.getLocalPort(), "venue", "wrong").run();
      assertThat(found.said()).startsWith("a store cannot be used");
      assertThat(found.advice()).isNotBlank();
    }
  }

  @Test
  void aLookAtAPlainSessionOnlyConnects() throws Exception {
    int port;
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = listening.getLocalPort();
      VenueProbe.Found found = new ConnectTrial(FixBench.settings("looked", "FIX.4.4", port)).run();
      assertThat(found.said()).isEqualTo("takes connections; no logon was tried");
      assertThat(found.advice()).isNull();
      assertThat(found.where()).isEqualTo("fix at 127.0.0.1:" + port);
      try (Socket heard = listening.accept()) {
        assertThat(heard.getInputStream().read()).isEqualTo(-1);
      }
    }
    assertThat(new ConnectTrial(FixBench.settings("looked", "FIX.4.4", port)).run().said())
        .startsWith("cannot be reached");
  }
}
