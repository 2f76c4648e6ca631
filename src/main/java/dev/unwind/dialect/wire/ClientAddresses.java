// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.wire;

import io.quarkus.websockets.next.HandshakeRequest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where clients are, as the limits per address count: the connection's own address, or what a
 * trusted proxy has added to its header. Read from the end, since only what trusted proxies have
 * added is true. A network of 64 bits counts as one address of IPv6, for that is what one client
 * has.
 */
@ApplicationScoped
public class ClientAddresses {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final int HOPS_MAX = 32;

  private final List<Network> trusted;
  private final boolean forwarded;

  private record Network(byte[] prefix, int bits) {
    boolean contains(InetAddress address) {
      byte[] bytes = address.getAddress();
      if (bytes.length != prefix.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit & 7);
        if ((bytes[bit >> 3] & mask) != (prefix[bit >> 3] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  public ClientAddresses(ForwardingConfig config) {
    trusted =
        config.trustedProxies().orElse(List.of()).stream().map(ClientAddresses::network).toList();
    forwarded = config.header() == ForwardingConfig.Header.FORWARDED;
  }

  /** Of who sent a request. */
  public String of(HttpServerRequest request) {
    SocketAddress remote = request.remoteAddress();
    return of(remote == null ? "" : remote.host(), request.headers().getAll(header()));
  }

  /** Of who opened a socket. */
  public String of(HandshakeRequest request) {
    String remote = request.remoteAddress();
    int port = remote == null ? -1 : remote.lastIndexOf(':');
    String host = remote == null ? "" : port < 0 ? remote : remote.substring(0, port);
    return of(host, request.headers().getOrDefault(header(), List.of()));
  }

  private String header() {
    return forwarded ? "forwarded" : "x-forwarded-for";
  }

  /**
   * The client's address.
   *
   * @param peer who is at the other end of the connection
   * @param headers values of the header that proxies add to
   */
  String of(String peer, List<String> headers) {
    InetAddress address = parse(peer);
    if (address == null) {
      return peer;
    }
    List<String> hops = new ArrayList<>();
    for (String value : headers) {
      hops.addAll(Arrays.asList(value.split(",", -1)));
    }
    int last = hops.size() - 1;
    for (int i = last; i >= 0 && i > last - HOPS_MAX && isTrusted(address); i--) {
      InetAddress before = parse(forwarded ? forOf(hops.get(i)) : hops.get(i));
      if (before == null) {
        break;
      }
      address = before;
    }
    return counted(address);
  }

  private boolean isTrusted(InetAddress address) {
    return trusted.stream().anyMatch(network -> network.contains(address));
  }

  /** The address in one element of a {@code Forwarded} header. */
  private static String forOf(String element) {
    for (String pair : element.split(";", -1)) {
      String stripped = pair.strip();
      if (stripped.toLowerCase(Locale.ROOT).startsWith("for=")) {
        return stripped.substring(4).replace("\"", "");
      }
    }
    return "";
  }

  private static String counted(InetAddress address) {
    if (address instanceof Inet6Address) {
      byte[] bytes = address.getAddress();
      Arrays.fill(bytes, 8, 16, (byte) 0);
      try {
        return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
      } catch (UnknownHostException e) {
        throw new IllegalStateException("sixteen bytes are an address", e);
      }
    }
    return address.getHostAddress();
  }

  /** Reads a literal address, with or without a port; never asks a name server. */
  private static @Nullable InetAddress parse(String text) {
    String literal = text.strip();
    if (literal.startsWith("[") && literal.indexOf(']') > 0) {
      literal = literal.substring(1, literal.indexOf(']'));
    } else if (literal.indexOf(':') >= 0 && literal.indexOf(':') == literal.lastIndexOf(':')) {
      literal = literal.substring(0, literal.indexOf(':'));
    }
    int zone = literal.indexOf('%');
    if (zone >= 0) {
      literal = literal.substring(0, zone);
    }
    if (!IPV4.matcher(literal).matches() && literal.indexOf(':') < 0) {
      return null;
    }
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static Network network(String text) {
    int slash = text.indexOf('/');
    InetAddress address = parse(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      throw new IllegalArgumentException(
          "unwind.http.forwarding.trusted-proxies: not an address or network: " + text);
    }
    byte[] prefix = address.getAddress();
    int bits;
    try {
      bits = slash < 0 ? prefix.length * 8 : Integer.parseInt(text.substring(slash + 1).strip());
    } catch (NumberFormatException e) {
      bits = -1;
    }
    if (bits < 0 || bits > prefix.length * 8) {
      throw new IllegalArgumentException(
          "unwind.http.forwarding.trusted-proxies: not an address or network: " + text);
    }
    return new Network(prefix, bits);
  }
}
