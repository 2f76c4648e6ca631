// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server is spoken to, and as whom. A credential is never an argument, which all can see. */
public final class ServerOptions {
  private static final String USUAL = "http://127.0.0.1:8080";
  private static final int PORT_MAX = 65_535;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "The server; else UNWIND_SERVER, else that of the profile, else " + USUAL + ".")
  @Nullable String server;

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description = {
        "A file with server= and token=, of mode 600; else UNWIND_PROFILE, else"
            + " ~/.config/unwind/profile.",
        "UNWIND_TOKEN goes before its token: a token, or ID:SECRET of an API key."
      })
  @Nullable Path profile;

  /** The server that is meant. */
  public Api api() {
    return api(System::getenv);
  }

  Api api(UnaryOperator<@Nullable String> environment) {
    Profile read = profile(environment);
    String named = server != null ? server : environment.apply("UNWIND_SERVER");
    boolean other =
        named != null && read.server() != null && !address(named).equals(address(read.server()));
    String meant = named != null ? named : read.server() != null ? read.server() : USUAL;
    Credential credential = Credential.of(environment.apply("UNWIND_TOKEN"));
    if (credential == null && !other) {
      credential = read.credential();
    }
    if (credential == null) {
      throw new ClientException(
          ExitStatus.NOT_PERMITTED,
          other
              ? "the token of the profile is for another server; set UNWIND_TOKEN"
              : "set UNWIND_TOKEN, or name a profile with a token");
    }
    return new Api(address(meant), credential);
  }

  private Profile profile(UnaryOperator<@Nullable String> environment) {
    if (profile != null) {
      return Profile.read(profile, true);
    }
    String named = environment.apply("UNWIND_PROFILE");
    if (named != null && !named.isEmpty()) {
      return Profile.read(Path.of(named), true);
    }
    String home = environment.apply("HOME");
    String config = environment.apply("XDG_CONFIG_HOME");
    if (config == null || config.isEmpty()) {
      config = (home == null ? System.getProperty("user.home", "") : home) + "/.config";
    }
    return Profile.read(Path.of(config, "unwind", "profile"), false);
  }

  private static URI address(String text) {
    try {
      URI address = new URI(text.strip().replaceAll("/+$", ""));
      String scheme = address.getScheme();
      boolean plain =
          address.getHost() != null
              && address.getPort() <= PORT_MAX
              && address.getUserInfo() == null
              && address.getQuery() == null
              && address.getFragment() == null;
      if (plain && scheme != null && Set.of("http", "https").contains(scheme)) {
        return address;
      }
    } catch (URISyntaxException e) {
      // refused below
    }
    throw new ClientException(
        ExitStatus.USAGE, "a server is http:// or https:// with a host and a port: " + text);
  }
}
