// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Keys with their certificates, and stores of those who believe them. */
public final class TlsStores {
  static final String SECRET = "never-told-to-a-log";

  private final Path directory;

  public TlsStores(Path directory) {
    this.directory = directory;
  }

  /** A key with its certificate, and a store of those who believe it. */
  public void make(String name, String address) throws Exception {
    keytool(
        "-genkeypair",
        "-alias",
        name,
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + name,
        "-ext",
        "san=" + address,
        "-keystore",
        store(name).toString());
    KeyStore trusting = KeyStore.getInstance("PKCS12");
    trusting.load(null, null);
    trusting.setCertificateEntry(
        name,
        KeyStore.getInstance(store(name).toFile(), SECRET.toCharArray()).getCertificate(name));
    try (OutputStream file = Files.newOutputStream(trusting(name))) {
      trusting.store(file, SECRET.toCharArray());
    }
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(
        List.of("-storepass", SECRET, "-storetype", "PKCS12", "-J-XX:TieredStopAtLevel=1"));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  Path store(String name) {
    return directory.resolve(name + ".p12");
  }

  Path trusting(String name) {
    return directory.resolve("trusts-" + name + ".p12");
  }

  /** Of one who shows the certificate of this name, and believes that one. */
  public SSLContext context(String shown, String trusted) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(read(store(shown)), SECRET.toCharArray());
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(read(trusting(trusted)));
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyStore read(Path file) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, SECRET.toCharArray());
    }
    return store;
  }
}
