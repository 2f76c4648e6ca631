// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.dialect.upvest.UpvestClient.Answer;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Tokens, scopes, roles and signatures, through HTTP. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class UpvestAuthTest {
  @TestHTTPResource("")
  URI root;

  @Inject ImportBook importBook;

  @Test
  void aTokenCarriesWhatTheRoleAllows() {
    UpvestBook book = new UpvestBook().load(importBook);

    Answer all = UpvestClient.token(root, book.client, "").expect(200);

    assertThat(all.text("token_type")).isEqualTo("bearer");
    assertThat(all.json().path("expires_in").asInt()).isEqualTo(86_400);
    assertThat(all.text("scope"))
        .isEqualTo(
            "accounts:read accounts:admin account_liquidations:read account_liquidations:admin orders:read orders:admin"
                + " positions:read valuations:read webhooks:read webhooks:admin");
    Answer cut =
        UpvestClient.token(root, book.reader, "orders:admin orders:read what:ever").expect(200);
    assertThat(cut.text("scope")).isEqualTo("orders:read");
    UpvestClient.token(root, book.reader, "orders:admin").problem(400, "invalid_request");
  }

  @Test
  void aTokenIsNotIssuedForWrongCredentials() {
    UpvestBook book = new UpvestBook().load(importBook);
    String id = "client_id=" + book.client;
    String grant = "&grant_type=client_credentials";

    UpvestClient.form(root, id + "&client_secret=wrong" + grant).problem(401, "unauthorized");
    UpvestClient.form(root, "client_id=" + UUID.randomUUID() + "&client_secret=wrong" + grant)
        .problem(401, "unauthorized");
    UpvestClient.form(root, id + "&client_secret=secret-" + book.client)
        .problem(400, "invalid_request");
    UpvestClient.form(root, id + grant).problem(400, "invalid_request");
    UpvestClient.form(root, "").problem(400, "invalid_request");
    UpvestClient.form(root, "client_id=%zz" + grant).problem(400, "invalid_request");
  }

  @Test
  void withoutAGoodTokenNothingIsAnswered() {
    UpvestBook book = new UpvestBook().holding("10", "20.00").load(importBook);
    for (String token : List.of("", "nonsense")) {
      UpvestClient nobody = new UpvestClient(root, token);
      nobody.get(book.liquidations()).problem(401, "unauthorized");
      nobody.create(book.liquidations(), book.request()).problem(401, "unauthorized");
      nobody.get("/orders/" + UUID.randomUUID()).problem(401, "unauthorized");
      nobody.get("/webhooks").problem(401, "unauthorized");
      nobody.get("/auth/verify_keys").problem(401, "unauthorized");
    }
    assertThat(book.client(root).get(book.liquidations()).json().path("data")).isEmpty();
  }

  @Test
  void aTokenIsHeldToItsScopes() {
    UpvestBook book = new UpvestBook().holding("10", "20.00").load(importBook);
    UpvestClient reads =
        new UpvestClient(
            root,
            UpvestClient.token(root, book.client, "account_liquidations:read")
                .text("access_token"));

    reads.get(book.liquidations()).expect(200);
    Answer refused = reads.create(book.liquidations(), book.request()).problem(403, "forbidden");
    assertThat(refused.text("detail")).contains("account_liquidations:admin");
    reads.get("/accounts").problem(403, "forbidden");
    reads.get("/accounts/" + book.account + "/orders").problem(403, "forbidden");
    reads.get("/accounts/" + book.account + "/positions").problem(403, "forbidden");
    reads.get("/accounts/" + book.account + "/valuations/current").problem(403, "forbidden");
    reads
        .get("/account_groups/" + book.account + "/payments/cash_balance")
        .problem(403, "forbidden");
    reads.get("/webhooks").problem(403, "forbidden");
  }

  @Test
  void aReaderCannotClose() {
    UpvestBook book = new UpvestBook().holding("10", "20.00").load(importBook);
    UpvestClient reader = book.reader(root);

    reader.create(book.liquidations(), book.request()).problem(403, "forbidden");
    reader.delete(book.liquidations() + "/" + UUID.randomUUID()).problem(403, "forbidden");
    reader.create("/orders", "{}").problem(403, "forbidden");
    reader.delete("/orders/" + UUID.randomUUID()).problem(403, "forbidden");
    reader.delete("/accounts/" + book.account).problem(403, "forbidden");
    reader.post("/webhooks", "{}").problem(403, "forbidden");
    reader.get(book.liquidations()).expect(200);
  }

  @Test
  void theClientIdHeaderMustBeTheTokens() {
    UpvestBook book = new UpvestBook().load(importBook);
    UpvestClient client = book.client(root);

    client
        .send("GET", "/accounts", null, Map.of("upvest-client-id", UUID.randomUUID().toString()))
        .problem(401, "unauthorized");
    client
        .send("GET", "/accounts", null, Map.of("upvest-client-id", book.client.toString()))
        .expect(200);
  }

  @Test
  void whatTheRouterRefusesIsAProblemToo() {
    UpvestBook book = new UpvestBook().load(importBook);
    UpvestClient client = book.client(root);

    client
        .send("PUT", "/accounts/" + book.account, "{}", Map.of())
        .problem(405, "method_not_allowed");
    client.get("/accounts/" + book.account + "/nothing").problem(404, "not_found");
    client
        .send("GET", "/accounts", null, Map.of("Accept", "text/html"))
        .problem(406, "not_acceptable");
    client
        .send("POST", "/orders", "x", Map.of("Content-Type", "text/xml"))
        .problem(415, "unsupported_media_type");
    client
        .create(book.liquidations(), "{\"user_id\":\"" + "x".repeat(2_000_000) + "\"}")
        .problem(413, "payload_too_large");
  }

  @Test
  void aPlaceholderSignatureIsPassedOverWhereNoKeyIsRegistered() {
    UpvestBook book = new UpvestBook().load(importBook);

    book.client(root)
        .send(
            "GET", "/accounts", null, Map.of("signature", "<value>", "signature-input", "<value>"))
        .expect(200);
  }

  @Test
  void aSignedRequestIsVerifiedAndItsNonceIsGoodOnce() {
    for (TestSigner signer : List.of(TestSigner.ecdsa(), TestSigner.ed25519())) {
      UpvestBook book =
          new UpvestBook()
              .signingWith(signer.publicKeyPem())
              .holding("10", "20.00")
              .load(importBook);
      UpvestClient client = book.client(root);
      Map<String, String> headers =
          signer.headers(
              "POST",
              book.liquidations(),
              book.request(),
              Map.of(
                  "authorization",
                  "Bearer " + client.token(),
                  "idempotency-key",
                  UUID.randomUUID().toString(),
                  "content-type",
                  "application/json"));

      client.send("POST", book.liquidations(), book.request(), headers).expect(202);

      Answer again = client.send("POST", book.liquidations(), book.request(), headers);
      again.problem(401, "unauthorized");
      assertThat(again.text("detail")).contains("nonce");
      client.get(book.liquidations()).expect(200);
    }
  }

  @Test
  void aWrongSignatureIsRefusedEvenWhereNoneIsNeeded() {
    TestSigner signer = TestSigner.ed25519();
    UpvestBook book =
        new UpvestBook().signingWith(signer.publicKeyPem()).holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);
    Map<String, String> signed = Map.of("authorization", "Bearer " + client.token());

    client
        .send("GET", book.liquidations(), null, signer.headers("GET", "/accounts", "", signed))
        .problem(401, "unauthorized");
    client
        .send(
            "GET", "/accounts", null, TestSigner.ed25519().headers("GET", "/accounts", "", signed))
        .problem(401, "unauthorized");
    client
        .send("GET", "/accounts", null, signer.headers("GET", "/accounts", "", signed))
        .expect(200);
    client
        .send(
            "GET",
            "/accounts?limit=5",
            null,
            signer.headers("GET", "/accounts?limit=5", "", signed))
        .expect(200);
  }

  @Test
  void theTokenRequestMayBeSignedToo() {
    TestSigner signer = TestSigner.ecdsa();
    UpvestBook book = new UpvestBook().signingWith(signer.publicKeyPem()).load(importBook);
    String form =
        "client_id="
            + book.client
            + "&client_secret=secret-"
            + book.client
            + "&grant_type=client_credentials";
    Map<String, String> type = Map.of("content-type", "application/x-www-form-urlencoded");
    UpvestClient nobody = new UpvestClient(root, "");

    nobody
        .send("POST", "/auth/token", form, signer.headers("POST", "/auth/token", form, type))
        .expect(200);
    nobody
        .send(
            "POST",
            "/auth/token",
            form,
            TestSigner.ecdsa().headers("POST", "/auth/token", form, type))
        .problem(401, "unauthorized");
  }
}
