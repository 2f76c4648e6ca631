// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.platform.StartRefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAddressTest {

  @ParameterizedTest
  @CsvSource({
    "postgresql://db.example:6432/ledger,      postgresql://db.example:6432/ledger",
    "jdbc:postgresql://db.example/ledger,      postgresql://db.example:5432/ledger",
    "postgres://db.example/ledger,             postgresql://db.example:5432/ledger",
    "postgresql://[::1]:5433/ledger,           postgresql://[::1]:5433/ledger",
    "postgresql://db/ledger?sslmode=require,   postgresql://db:5432/ledger?sslmode=require",
  })
  void urlIsBroughtIntoOneForm(String given, String url) {
    DatabaseAddress address = DatabaseAddress.parse(given, "desk", "secret");

    assertThat(address.url()).isEqualTo(url);
    assertThat(address.jdbcUrl()).isEqualTo("jdbc:" + url);
  }

  @Test
  void userAndPasswordInTheUrlAreTakenOutOfIt() {
    DatabaseAddress address = DatabaseAddress.parse("postgresql://desk:se%3Acret@db/l", null, null);

    assertThat(address.user()).isEqualTo("desk");
    assertThat(address.password()).isEqualTo("se:cret");
    assertThat(address.url()).isEqualTo("postgresql://db:5432/l");
    assertThat(address.toString()).doesNotContain("cret");
  }

  @Test
  void explicitUserComesBeforeTheOneInTheUrl() {
    DatabaseAddress address = DatabaseAddress.parse("postgresql://a:b@db/l", "desk", "secret");

    assertThat(address.user()).isEqualTo("desk");
    assertThat(address.password()).isEqualTo("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "db:5432/ledger",
        "mysql://db/ledger",
        "postgresql:///ledger",
        "postgresql://db",
        "postgresql://db/",
        "postgresql://db/a/b",
        "postgresql://u:hunter2@db:port/ledger",
        "postgresql://u:hunter2@d b/ledger"
      })
  void anythingElseIsRefusedWithoutRepeatingIt(String given) {
    assertThatThrownBy(() -> DatabaseAddress.parse(given, "desk", null))
        .isInstanceOf(StartRefusedException.class)
        .hasMessage("UNWIND_DB_URL does not read postgresql://host:port/db.");
  }

  @Test
  void userIsRequired() {
    assertThatThrownBy(() -> DatabaseAddress.parse("postgresql://db/ledger", null, "secret"))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("UNWIND_DB_USER");
  }

  @Test
  void anotherDatabaseOfTheSameServerKeepsTheRest() {
    DatabaseAddress address =
        DatabaseAddress.parse("postgresql://db/ledger?sslmode=require", "desk", "secret");

    assertThat(address.withDatabase("other"))
        .isEqualTo(new DatabaseAddress("db:5432/other?sslmode=require", "desk", "secret"));
  }
}
