// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

import dev.unwind.venue.VenueProbe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a venue and hangs up. It does not log on: that would end the session of the replica
 * that has it, and move its numbers.
 */
public final class ConnectTrial {
  private static final int LIMIT = Math.toIntExact(VenueProbe.LIMIT.toMillis()) / 2;

  private final FixSettings settings;

  public ConnectTrial(FixSettings settings) {
    this.settings = settings;
  }

  /** Waits for the venue, so not on an event loop. */
  public VenueProbe.Found run() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(settings.host(), settings.port()), LIMIT);
      socket.setSoTimeout(LIMIT);
      String how = "takes connections";
      Optional<FixSettings.Tls> tls = settings.tls();
      if (tls.isPresent()) {
        how += ", is trusted (" + greet(socket, tls.get()) + ")";
      }
      return found(how + "; no logon was tried", null);
    } catch (UnknownHostException e) {
      return found("cannot be reached: the host is not known", "see host");
    } catch (GeneralSecurityException e) {
      return found("a store cannot be used: " + e.getMessage(), "see the stores and passwords");
    } catch (IOException e) {
      return found("cannot be reached: " + e.getMessage(), "orders for it wait until it can be");
    }
  }

  /** What is said where it has taken too long. */
  public VenueProbe.Found silent() {
    return found("does not answer", "orders for it wait until it does");
  }

  /** As the session does, so that the same is believed. */
  private String greet(Socket socket, FixSettings.Tls tls)
      throws IOException, GeneralSecurityException {
    try (SSLSocket encrypted =
        (SSLSocket)
            context(tls)
                .getSocketFactory()
                .createSocket(socket, settings.host(), settings.port(), true)) {
      SSLParameters parameters = encrypted.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      encrypted.setSSLParameters(parameters);
      encrypted.startHandshake();
      return encrypted.getSession().getProtocol();
    }
  }

  private static SSLContext context(FixSettings.Tls tls) throws GeneralSecurityException {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store(tls.trustStore(), tls.trustPassword()));
    KeyManager[] own = {};
    if (tls.keyStore().isPresent()) {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      char[] password = tls.keyPassword().toCharArray();
      keys.init(store(tls.keyStore().get(), tls.keyPassword()), password);
      own = keys.getKeyManagers();
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own, trust.getTrustManagers(), null);
    return context;
  }

  /** A wrong password is an error of reading to the library, which is no error of the venue. */
  private static KeyStore store(Path file, String password) throws GeneralSecurityException {
    try {
      return KeyStore.getInstance(file.toFile(), password.toCharArray());
    } catch (IOException e) {
      throw new KeyStoreException(file + ": " + e.getMessage(), e);
    }
  }

  private VenueProbe.Found found(String said, @Nullable String advice) {
    String where = "fix at %s:%d".formatted(settings.host(), settings.port());
    return new VenueProbe.Found(settings.name(), where, said, advice);
  }
}
