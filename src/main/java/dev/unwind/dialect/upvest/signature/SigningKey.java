// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.signature;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.UUID;

/** The P-521 key that webhooks are signed with. Never printed. */
public final class SigningKey {
  private static final int COORDINATE_BYTES = 66;

  private final UUID id;
  private final PrivateKey privateKey;
  private final ECPublicKey publicKey;

  private SigningKey(UUID id, PrivateKey privateKey, ECPublicKey publicKey) {
    this.id = id;
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  /** Makes a new one. */
  public static SigningKey generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp521r1"));
      KeyPair pair = generator.generateKeyPair();
      return new SigningKey(
          idOf(pair.getPublic().getEncoded()), pair.getPrivate(), (ECPublicKey) pair.getPublic());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has P-521", e);
    }
  }

  /**
   * @param pkcs8 the private key
   * @param x509 the public key
   * @throws IllegalArgumentException when they are not keys of an elliptic curve
   */
  public static SigningKey of(byte[] pkcs8, byte[] x509) {
    try {
      KeyFactory factory = KeyFactory.getInstance("EC");
      return new SigningKey(
          idOf(x509),
          factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8)),
          (ECPublicKey) factory.generatePublic(new X509EncodedKeySpec(x509)));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an EC key pair", e);
    }
  }

  /**
   * Both halves from PEM, one after the other in one text ({@code PRIVATE KEY}, {@code PUBLIC
   * KEY}).
   */
  public static SigningKey parse(String pem) {
    return of(block(pem, "PRIVATE KEY"), block(pem, "PUBLIC KEY"));
  }

  private static byte[] block(String pem, String kind) {
    String begin = "-----BEGIN " + kind + "-----";
    int from = pem.indexOf(begin);
    int to = pem.indexOf("-----END " + kind + "-----");
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("the PEM text has no " + kind);
    }
    return Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
  }

  /** The id is the public key's, so that every replica gives the same. */
  private static UUID idOf(byte[] x509) {
    return UUID.nameUUIDFromBytes(x509);
  }

  public UUID id() {
    return id;
  }

  public byte[] pkcs8() {
    return privateKey.getEncoded();
  }

  public byte[] x509() {
    return publicKey.getEncoded();
  }

  /** Base64url of the point's x coordinate, for a JWK. */
  public String x() {
    return coordinate(publicKey.getW().getAffineX());
  }

  /** Base64url of the point's y coordinate, for a JWK. */
  public String y() {
    return coordinate(publicKey.getW().getAffineY());
  }

  private static String coordinate(BigInteger value) {
    byte[] bytes = value.toByteArray();
    byte[] fixed = new byte[COORDINATE_BYTES];
    int skip = Math.max(0, bytes.length - COORDINATE_BYTES);
    System.arraycopy(
        bytes, skip, fixed, COORDINATE_BYTES - (bytes.length - skip), bytes.length - skip);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(fixed);
  }

  /** ECDSA over SHA-512 in ASN.1 DER. */
  byte[] sign(String message) {
    try {
      Signature signer = Signature.getInstance("SHA512withECDSA");
      signer.initSign(privateKey);
      signer.update(message.getBytes(StandardCharsets.UTF_8));
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the signing key does not sign", e);
    }
  }

  @Override
  public String toString() {
    return "SigningKey[" + id + "]";
  }
}
