// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.proof;

import dev.unwind.application.proof.CanonicalRecord;
import dev.unwind.application.proof.Checkpoint;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/** An Ed25519 key, and the public key that goes with it. */
final class SigningKey {
  private static final String ALGORITHM = "Ed25519";
  private static final int ID_BYTES = 8;

  private final PrivateKey key;
  private final PublicKey publicKey;

  private SigningKey(PrivateKey key, PublicKey publicKey) {
    this.key = key;
    this.publicKey = publicKey;
  }

  /**
   * Reads the PEM of a PKCS#8 private key.
   *
   * @throws IllegalArgumentException if it is none; says nothing of what it is
   */
  static SigningKey of(String pem) {
    try {
      byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
      PrivateKey key =
          KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(der));
      byte[] seed =
          ((EdECPrivateKey) key)
              .getBytes()
              .orElseThrow(() -> new IllegalArgumentException("a key without its bytes"));
      return new SigningKey(key, publicKey(seed));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no Ed25519 private key in PKCS#8", e);
    }
  }

  /** Made of the same seed, a pair has the same keys; there is no other way to the public one. */
  private static PublicKey publicKey(byte[] seed) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
    generator.initialize(NamedParameterSpec.ED25519, new Seed(seed));
    return generator.generateKeyPair().getPublic();
  }

  /** Gives the bytes that are known already. */
  private static final class Seed extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final byte[] seed;

    Seed(byte[] seed) {
      this.seed = seed.clone();
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(seed, 0, bytes, 0, bytes.length);
    }
  }

  /** Of the public key, so that whoever has that knows which it is. */
  String id() {
    byte[] digest = CanonicalRecord.sha256().digest(publicKey.getEncoded());
    return HexFormat.of().formatHex(digest, 0, ID_BYTES);
  }

  /** What a PEM has between its first line and its last. */
  String publicKey() {
    return Base64.getEncoder().encodeToString(publicKey.getEncoded());
  }

  Checkpoint.Signed sign(byte[] hash) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(hash);
      return new Checkpoint.Signed(id(), signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean verifies(byte[] hash, byte[] signed) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(ALGORITHM);
    signature.initVerify(publicKey);
    signature.update(hash);
    return signature.verify(signed);
  }
}
