// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unwind.fixture.OtherSettings;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The settings that are not the defaults: signatures required, trading accounts liquidated too. */
@QuarkusTest
@TestProfile(OtherSettings.class)
class UpvestStrictTest extends UpvestLiquidationDesk {
  @Test
  void onlySignedRequestsAreTakenAndTradingAccountsAreLiquidated() {
    TestSigner signer = TestSigner.ecdsa();
    UpvestBook book =
        aBook()
            .type("TRADING")
            .signingWith(signer.publicKeyPem())
            .holding("10", "20.00")
            .load(importBook);
    String form =
        "client_id="
            + book.client
            + "&client_secret=secret-"
            + book.client
            + "&grant_type=client_credentials";
    UpvestClient nobody = new UpvestClient(root, "");
    Map<String, String> type = Map.of("content-type", "application/x-www-form-urlencoded");
    nobody.send("POST", "/auth/token", form, type).problem(401, "unauthorized");

    String token =
        nobody
            .send("POST", "/auth/token", form, signer.headers("POST", "/auth/token", form, type))
            .expect(200)
            .text("access_token");
    UpvestClient client = new UpvestClient(root, token);
    client.create(book.liquidations(), book.request()).problem(401, "unauthorized");
    client.get(book.liquidations()).problem(401, "unauthorized");

    Map<String, String> authorized = Map.of("authorization", "Bearer " + token);
    JsonNode none =
        client
            .send(
                "GET",
                book.liquidations(),
                null,
                signer.headers("GET", book.liquidations(), "", authorized))
            .expect(200)
            .json();
    assertThat(none.path("data")).isEmpty();
    client
        .send(
            "POST",
            book.liquidations(),
            book.request(),
            signer.headers(
                "POST",
                book.liquidations(),
                book.request(),
                Map.of(
                    "authorization",
                    "Bearer " + token,
                    "idempotency-key",
                    UUID.randomUUID().toString(),
                    "content-type",
                    "application/json")))
        .expect(202);
  }
}
