// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.proof;

import dev.unwind.application.proof.Checkpoint;
import dev.unwind.application.proof.CheckpointSigner;
import dev.unwind.application.proof.ProofConfig;
import dev.unwind.platform.StartFault;
import dev.unwind.platform.StartRefusedException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Signs with the key of the settings. A key that cannot be used is told at the start. */
@Singleton
public class ConfiguredSigner implements CheckpointSigner {
  private static final Logger LOG = Logger.getLogger(ConfiguredSigner.class);

  private final Optional<SigningKey> key;

  ConfiguredSigner(ProofConfig config) {
    key =
        config
            .signingKey()
            .or(() -> config.signingKeyFile().map(ConfiguredSigner::read))
            .map(ConfiguredSigner::key);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw refused("the file of UNWIND_PROOF_SIGNING_KEY_FILE cannot be read: " + file, e);
    }
  }

  private static SigningKey key(String pem) {
    try {
      SigningKey key = SigningKey.of(pem);
      byte[] something = {1, 2, 3};
      if (key.verifies(something, key.sign(something).signature())) {
        return key;
      }
      throw new IllegalArgumentException("a key that does not sign");
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw refused(
          "UNWIND_PROOF_SIGNING_KEY or the file of UNWIND_PROOF_SIGNING_KEY_FILE is not the PEM of an Ed25519 private key"
              + " (PKCS#8).",
          e);
    }
  }

  private static StartRefusedException refused(String message, Exception cause) {
    return new StartRefusedException(StartFault.SETTING, message, cause);
  }

  /** Says at the start what others verify signatures with, or that there are none. */
  public void introduce() {
    if (key.isPresent()) {
      LOG.infof("Checkpoints are signed key=%s public=%s", key.get().id(), key.get().publicKey());
    } else {
      LOG.info("Checkpoints are not signed: UNWIND_PROOF_SIGNING_KEY_FILE is not set");
    }
  }

  @Override
  public Optional<Checkpoint.Signed> sign(byte[] hash) {
    return key.map(k -> k.sign(hash));
  }
}
