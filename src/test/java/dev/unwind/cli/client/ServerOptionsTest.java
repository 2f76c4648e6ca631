// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerOptionsTest {
  @TempDir Path directory;

  @Test
  void theProfileNamesServerAndToken() throws IOException {
    Map<String, String> environment =
        Map.of("UNWIND_PROFILE", profile("rw-------", "server = https://desk:8443/").toString());
    assertThat(options().api(environment::get).server()).hasToString("https://desk:8443");
  }

  @Test
  void theOptionGoesBeforeTheEnvironmentAndThatBeforeTheProfile() throws IOException {
    ServerOptions options = options();
    options.profile = profile("rw-------", "server=http://c:1");
    Map<String, String> environment =
        Map.of("UNWIND_SERVER", "http://b:1", "UNWIND_TOKEN", "token");
    assertThat(options.api(environment::get).server()).hasToString("http://b:1");
    options.server = "http://a:1";
    assertThat(options.api(environment::get).server()).hasToString("http://a:1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwxr-xr-x"})
  void aProfileThatOthersMayReadIsRefused(String mode) throws IOException {
    ServerOptions options = options();
    options.profile = profile(mode, "");
    assertThatThrownBy(() -> options.api(Map.<String, String>of()::get))
        .isInstanceOf(ClientException.class)
        .hasMessageContaining("others may read")
        .hasMessageContaining("chmod 600")
        .hasMessageNotContaining("secret-of-the-profile")
        .extracting("exitStatus")
        .isEqualTo(ExitStatus.NOT_SENT);
  }

  @Test
  void theTokenOfAProfileIsNotSentToAnotherServer() throws IOException {
    ServerOptions options = options();
    options.profile = profile("rw-------", "server=http://desk:8080");
    options.server = "http://elsewhere:8080";
    assertThatThrownBy(() -> options.api(Map.<String, String>of()::get))
        .hasMessageContaining("another server")
        .extracting("exitStatus")
        .isEqualTo(ExitStatus.NOT_PERMITTED);
  }

  @Test
  void aMisspeltLineOfAProfileIsNamed() throws IOException {
    ServerOptions options = options();
    options.profile = profile("rw-------", "sever=http://desk:8080");
    assertThatThrownBy(() -> options.api(Map.<String, String>of()::get))
        .hasMessageContaining("\"sever\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "desk:8080",
        "ftp://desk",
        "http://",
        "http://u:p@desk",
        "http://desk?x",
        "http://desk:99999",
        "http:// x"
      })
  void anAddressThatIsNoneIsUsage(String address) {
    ServerOptions options = options();
    options.server = address;
    assertThatThrownBy(() -> options.api(Map.of("UNWIND_TOKEN", "t")::get))
        .extracting("exitStatus")
        .isEqualTo(ExitStatus.USAGE);
  }

  @Test
  void aTokenIsABearerAndAKeyWithItsSecretIsBasic() {
    assertThat(new Credential("abc").authorization()).isEqualTo("Bearer abc");
    assertThat(new Credential("id:secret").authorization()).isEqualTo("Basic aWQ6c2VjcmV0");
    assertThat(new Credential("id:secret").toString()).doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"two\nlines", "with space", "t\u00f6ken", "esc\u001b"})
  void aTokenThatIsNoneIsRefusedWithoutBeingRepeated(String token) {
    ServerOptions options = options();
    options.server = "http://desk:8080";
    assertThatThrownBy(() -> options.api(Map.of("UNWIND_TOKEN", token)::get))
        .hasMessageContaining("the token has")
        .hasMessageNotContaining(token)
        .extracting("exitStatus")
        .isEqualTo(ExitStatus.NOT_PERMITTED);
    assertThat(options.api(Map.of("UNWIND_TOKEN", "  token\n")::get).server().getPort())
        .isEqualTo(8080);
    assertThat(options.api(Map.of("UNWIND_TOKEN", "KEY:" + token)::get).server().getPort())
        .isEqualTo(8080);
  }

  private static ServerOptions options() {
    return new ServerOptions();
  }

  private Path profile(String mode, String line) throws IOException {
    Path file =
        Files.writeString(directory.resolve("profile"), line + "\ntoken=secret-of-the-profile\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }
}
