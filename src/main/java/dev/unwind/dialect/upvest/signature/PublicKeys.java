// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.signature;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** The keys that callers sign with: ECDSA on P-521, and Ed25519. */
public final class PublicKeys {
  private static final int P521_BITS = 521;

  private PublicKeys() {}

  /**
   * Reads a public key in PEM ({@code BEGIN PUBLIC KEY}).
   *
   * @throws IllegalArgumentException when it is none of the two kinds
   */
  public static PublicKey parse(String pem) {
    String base64 = pem.replaceAll("-----(BEGIN|END) PUBLIC KEY-----", "").replaceAll("\\s", "");
    byte[] encoded = Base64.getDecoder().decode(base64);
    X509EncodedKeySpec spec = new X509EncodedKeySpec(encoded);
    for (String algorithm : new String[] {"EC", "Ed25519"}) {
      try {
        PublicKey key = KeyFactory.getInstance(algorithm).generatePublic(spec);
        if (key instanceof ECPublicKey ec
            && ec.getParams().getCurve().getField().getFieldSize() != P521_BITS) {
          throw new IllegalArgumentException("not a P-521 key");
        }
        return key;
      } catch (GeneralSecurityException e) {
        // Not of this kind; the next one is tried.
        continue;
      }
    }
    throw new IllegalArgumentException("neither an EC nor an Ed25519 public key");
  }

  /** Whether a signature is this key's: ECDSA in ASN.1 DER over SHA-512, or Ed25519. */
  static boolean verifies(PublicKey key, byte[] message, byte[] signature) {
    try {
      Signature verifier =
          Signature.getInstance(key instanceof ECPublicKey ? "SHA512withECDSA" : "Ed25519");
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      // Bytes that are no signature at all are refused like wrong ones.
      return false;
    }
  }
}
