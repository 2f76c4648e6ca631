// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.wire;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** Whose word is taken for where a client is. */
@ConfigMapping(prefix = "unwind.http.forwarding")
public interface ForwardingConfig {
  /**
   * Addresses or networks (as {@code 10.0.0.0/8}) of the proxies in front of the service. Only what
   * they say of a client's address is believed; without any, the connection's own address counts.
   */
  Optional<List<String>> trustedProxies();

  /** The header that those proxies write; the other one is not looked at. */
  @WithDefault("x-forwarded-for")
  Header header();

  /** What a proxy says it in. */
  enum Header {
    /** Addresses separated by commas. */
    X_FORWARDED_FOR,
    /** RFC 7239. */
    FORWARDED
  }
}
