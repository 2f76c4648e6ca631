// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.book;

import dev.unwind.application.access.PasswordHash;
import dev.unwind.domain.account.Role;
import dev.unwind.importing.book.BookDocument.ApiKeyEntry;
import dev.unwind.importing.book.BookDocument.PrincipalEntry;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the principals of a book document. No secret goes into a mistake. */
final class PrincipalReader {
  private static final int SECRET_CHARS_MAX = 4096;
  private static final int PUBLIC_KEY_CHARS_MAX = 8192;

  private PrincipalReader() {}

  static @Nullable PrincipalEntry read(Fields in) {
    String name = in.requiredText("name");
    String password = in.text("password", PasswordHash.PASSWORD_CHARS_MAX);
    in.required("roles", in.has("roles") ? in : null);
    List<Role> roles = in.words("roles", Role.values());
    if (in.has("roles") && roles.isEmpty()) {
      in.mistake("roles", "must name at least one role");
    }
    in.required("accounts", in.has("accounts") ? in : null);
    List<String> accounts = in.texts("accounts", Fields.TEXT_CHARS_MAX);
    boolean all = accounts.contains("*");
    if (all && accounts.size() > 1) {
      in.mistake("accounts", "must be [\"*\"] or names, not both");
    }
    if (all && !roles.contains(Role.ADMIN) && !roles.contains(Role.RISK)) {
      in.mistake("accounts", "may be [\"*\"] for the roles risk and admin only");
    }
    List<ApiKeyEntry> keys = new ArrayList<>();
    for (Fields key : in.objects("apiKeys")) {
      ApiKeyEntry entry = apiKey(key);
      key.end();
      if (entry != null) {
        keys.add(entry);
      }
    }
    List<String> tokens = in.texts("tokens", SECRET_CHARS_MAX);
    return name == null
        ? null
        : new PrincipalEntry(
            in.path(),
            name,
            password,
            List.copyOf(roles),
            all,
            all ? List.of() : List.copyOf(accounts),
            List.copyOf(keys),
            List.copyOf(tokens));
  }

  private static @Nullable ApiKeyEntry apiKey(Fields in) {
    String id = in.requiredText("id");
    if (id != null && id.indexOf(':') >= 0) {
      in.mistake("id", "must not contain a colon, which ends it in a Basic credential");
    }
    String secret = in.required("secret", in.text("secret", SECRET_CHARS_MAX));
    String publicKey = in.text("publicKey", PUBLIC_KEY_CHARS_MAX);
    if (publicKey != null && !isPublicKey(publicKey)) {
      in.mistake("publicKey", "must be the PEM of an elliptic curve or Ed25519 public key");
    }
    return id == null || secret == null ? null : new ApiKeyEntry(in.path(), id, secret, publicKey);
  }

  private static boolean isPublicKey(String pem) {
    String body =
        pem.replace("-----BEGIN PUBLIC KEY-----", "").replace("-----END PUBLIC KEY-----", "");
    if (!pem.contains("-----BEGIN PUBLIC KEY-----")) {
      return false;
    }
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(body.strip());
    } catch (IllegalArgumentException e) {
      return false;
    }
    return isKeyOf("EC", der) || isKeyOf("Ed25519", der);
  }

  private static boolean isKeyOf(String algorithm, byte[] der) {
    try {
      return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der)) != null;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
