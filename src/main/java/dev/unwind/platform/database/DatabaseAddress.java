// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import dev.unwind.platform.StartFault;
import dev.unwind.platform.StartRefusedException;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Where a database is and who signs in to it.
 *
 * @param location host, port, database name and query as they stand behind {@code postgresql://}
 */
public record DatabaseAddress(String location, String user, @Nullable String password) {

  private static final String SCHEME = "postgresql://";

  /**
   * Reads {@code postgresql://host:port/db}; {@code jdbc:postgresql:} and {@code postgres:} mean
   * the same. The port is 5432 unless given, and a query such as {@code ?sslmode=require} is kept.
   * A user and password in the URL count only where the arguments give none.
   *
   * @throws StartRefusedException if it is not such a URL, or no user is given anywhere
   */
  public static DatabaseAddress parse(
      String url, @Nullable String user, @Nullable String password) {
    URI uri = uri(url);
    String name = uri.getPath() == null ? "" : uri.getPath();
    if (uri.getHost() == null || name.length() < 2 || name.indexOf('/', 1) >= 0) {
      throw unreadable();
    }
    String[] inUrl = uri.getUserInfo() == null ? new String[0] : uri.getUserInfo().split(":", 2);
    String signsIn = user != null ? user : inUrl.length > 0 ? inUrl[0] : null;
    if (signsIn == null || signsIn.isEmpty()) {
      throw new StartRefusedException(StartFault.SETTING, "UNWIND_DB_USER is not set.");
    }
    String secret = password != null ? password : inUrl.length > 1 ? inUrl[1] : null;
    int port = uri.getPort() < 0 ? 5432 : uri.getPort();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return new DatabaseAddress(
        uri.getHost() + ":" + port + uri.getRawPath() + query, signsIn, secret);
  }

  private static URI uri(String url) {
    String plain = url.strip();
    if (plain.startsWith("jdbc:")) {
      plain = plain.substring("jdbc:".length());
    }
    try {
      URI uri = new URI(plain);
      if (!"postgresql".equals(uri.getScheme()) && !"postgres".equals(uri.getScheme())) {
        throw unreadable();
      }
      return uri;
    } catch (URISyntaxException e) {
      throw unreadable();
    }
  }

  /** Without the offending text, which may hold a password. */
  private static StartRefusedException unreadable() {
    return new StartRefusedException(
        StartFault.SETTING, "UNWIND_DB_URL does not read postgresql://host:port/db.");
  }

  /** The same server and user, another database. */
  public DatabaseAddress withDatabase(String name) {
    int slash = location.indexOf('/');
    int query = location.indexOf('?');
    return new DatabaseAddress(
        location.substring(0, slash + 1) + name + (query < 0 ? "" : location.substring(query)),
        user,
        password);
  }

  /** The URL that the reactive client understands; it carries no secret. */
  public String url() {
    return SCHEME + location;
  }

  /** The URL that the JDBC driver understands; it carries no secret. */
  public String jdbcUrl() {
    return "jdbc:" + url();
  }

  @Override
  public String toString() {
    return user + " at " + url();
  }
}
