// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.webhook;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where webhooks may go: to public addresses by HTTPS, so that nobody reaches into the network of
 * the service through it. Addresses are asked about again after every name resolution.
 */
public final class TargetPolicy {
  /** Longest address that is kept. */
  public static final int URL_CHARS_MAX = 1000;

  private final boolean allowPrivateTargets;

  /**
   * @param allowPrivateTargets also plain HTTP and addresses of private networks; for development
   */
  public TargetPolicy(boolean allowPrivateTargets) {
    this.allowPrivateTargets = allowPrivateTargets;
  }

  /** Why this text is no address to deliver to; null when it is one. */
  public @Nullable String refusal(String url) {
    if (url.length() > URL_CHARS_MAX) {
      return "url is longer than " + URL_CHARS_MAX + " characters";
    }
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      return "url cannot be read";
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !(scheme.equals("http") && allowPrivateTargets)) {
      return "url must begin with https://";
    }
    String host = uri.getHost();
    if (host == null
        || host.isEmpty()
        || uri.getRawUserInfo() != null
        || uri.getRawFragment() != null) {
      return "url must name a host, and neither a user nor a fragment";
    }
    if (uri.getPort() == 0 || uri.getPort() > 65_535) {
      return "url has an impossible port";
    }
    InetAddress literal = literal(host);
    if (literal != null && !admits(literal) || isLocalName(host)) {
      return allowPrivateTargets ? null : "url must not point into a private network";
    }
    return null;
  }

  /** Whether a resolved address may be connected to. */
  public boolean admits(InetAddress address) {
    return allowPrivateTargets || !isPrivate(address);
  }

  private static boolean isLocalName(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost") || name.endsWith(".localhost");
  }

  /** The address that a host spells out, without asking any name server; null for names. */
  private static @Nullable InetAddress literal(String host) {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    boolean spelled =
        bare.indexOf(':') >= 0
            || bare.chars().allMatch(c -> c == '.' || Character.digit(c, 10) >= 0);
    if (!spelled) {
      return null;
    }
    try {
      return InetAddress.getByName(bare);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static boolean isPrivate(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return true;
    }
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address
        ? isPrivate4(bytes)
        : address instanceof Inet6Address && isPrivate6(bytes);
  }

  /** Beyond what the JDK tells: IANA's registry of special-purpose IPv4 addresses. */
  private static boolean isPrivate4(byte[] bytes) {
    int a = bytes[0] & 0xff;
    int b = bytes[1] & 0xff;
    int c = bytes[2] & 0xff;
    return a == 0
        || a == 100 && b >= 64 && b < 128
        || a == 192 && b == 0 && (c == 0 || c == 2)
        || a == 198 && (b == 18 || b == 19 || b == 51 && c == 100)
        || a == 203 && b == 0 && c == 113
        || a >= 240;
  }

  /** Unique local, documentation, and those that carry an IPv4 address within. */
  private static boolean isPrivate6(byte[] bytes) {
    boolean uniqueLocal = (bytes[0] & 0xfe) == 0xfc;
    boolean documentation = starts(bytes, 0x20, 0x01, 0x0d, 0xb8);
    boolean tunnelled = starts(bytes, 0x20, 0x01, 0x00, 0x00);
    if (uniqueLocal || documentation || tunnelled) {
      return true;
    }
    if (starts(bytes, 0x20, 0x02)) {
      return isPrivate(ipv4(bytes, 2));
    }
    boolean translated = starts(bytes, 0x00, 0x64, 0xff, 0x9b);
    boolean compatible = starts(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    return (translated || compatible) && isPrivate(ipv4(bytes, 12));
  }

  private static boolean starts(byte[] bytes, int... prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if ((bytes[i] & 0xff) != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  private static InetAddress ipv4(byte[] bytes, int from) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
