// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unwind.application.access.Authenticate;
import dev.unwind.application.access.Authenticated;
import dev.unwind.application.access.Credential;
import dev.unwind.dialect.AccessTable.Verdict;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.Management;
import dev.unwind.importing.ImportBook;
import io.quarkus.logging.Log;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every kind of credential at every entrance: the operations of all API descriptions, streams of
 * events among them, and what is asked for through both sockets. What is expected comes out of the
 * one table; what the table says is tested apart.
 *
 * <p>Requests are as empty as can be and the callers have several accounts, so that whoever is let
 * in is told that the request is wrong, and nothing is executed.
 */
@QuarkusTest
class EveryEntranceTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> ROLES = List.of("reader", "trader", "risk", "admin");
  private static final String ROLE_REFUSAL = "the role does not allow it";

  @Inject ImportBook importBook;
  @Inject Authenticate authenticate;
  @Inject FreshAccounts ledger;

  private final String tag = "entrances-" + UUID.randomUUID();
  private final List<Shown> credentials = new ArrayList<>();

  /**
   * Something that a caller shows.
   *
   * @param id of an API key; null for a token
   * @param believed null where it is nobody's
   */
  private record Shown(
      String name, @Nullable String id, String secret, @Nullable Authenticated believed) {}

  private record Operation(Dialect dialect, String method, String path) {}

  @BeforeEach
  void load() throws Exception {
    StringBuilder principals = new StringBuilder();
    for (String role : ROLES) {
      for (String fate : List.of("", "-gone")) {
        String name = tag + "-" + role + fate;
        principals.append(
            """
            {"name": "%1$s", "password": "%1$s", "roles": ["%2$s"], "accounts": ["%3$s-a", "%3$s-b"],
             "apiKeys": [{"id": "K%1$s", "secret": "%1$s"}], "tokens": ["T%1$s"]},
            """
                .formatted(name, role, tag));
      }
    }
    String book =
        """
        {"accounts": [{"name": "%1$s-a", "currency": "USD"}, {"name": "%1$s-b", "currency": "USD"}],
         "principals": [%2$s]}
        """
            .formatted(tag, principals.substring(0, principals.lastIndexOf(",")));
    importBook.book(book.getBytes(StandardCharsets.UTF_8), tag).await().atMost(PATIENCE);
    for (String role : ROLES) {
      addAll(role, tag + "-" + role, "");
    }
    for (String scope : List.of("accounts", "account_liquidations", "orders", "webhooks")) {
      token("scope " + scope + ":read", upvest(tag + "-admin", scope + ":read"));
      token("scope " + scope + ":admin", upvest(tag + "-admin", scope + ":admin"));
    }
    for (String scope : List.of("positions", "valuations")) {
      token("scope " + scope + ":read", upvest(tag + "-admin", scope + ":read"));
    }
    List<Shown> good = List.copyOf(credentials);
    for (String role : List.of("trader", "admin")) {
      addAll(role, tag + "-" + role + "-gone", " revoked or expired");
    }
    for (Shown gone : credentials.subList(good.size(), credentials.size())) {
      String change =
          gone.name().contains("expired token")
              ? "update credential set expires_at = now() - interval '1 second' where"
                  + " secret_sha256 = sha256(convert_to($1, 'UTF8'))"
              : "update credential set revoked_at = now() where secret_sha256 ="
                  + " sha256(convert_to($1, 'UTF8'))";
      ledger.execute(change, gone.secret());
    }
    credentials.replaceAll(
        shown ->
            good.contains(shown)
                ? shown
                : new Shown(shown.name(), shown.id(), shown.secret(), null));
    credentials.add(new Shown("a wrong token", null, "wrong", null));
    credentials.add(new Shown("a console session off its cookie", null, consoleSession(), null));
    credentials.add(new Shown("a wrong secret", "K" + tag + "-admin", "wrong", null));
    credentials.add(new Shown("a secret without its key", null, tag + "-admin", null));
  }

  private void addAll(String role, String name, String fate) throws Exception {
    Credential.ApiKey key = new Credential.ApiKey("K" + name, name);
    credentials.add(new Shown(role + "'s key" + fate, key.id(), name, believed(key)));
    token(role + "'s token" + fate, "T" + name);
    JsonNode signedIn =
        post(
            "/v1/auth/accesstokenrequest",
            "application/json",
            "{\"name\":\"%1$s\",\"password\":\"%1$s\"}".formatted(name));
    token(role + "'s access token" + fate, signedIn.path("accessToken").asText());
    token(role + "'s market data token" + fate, signedIn.path("mdAccessToken").asText());
    token(role + "'s Upvest token" + fate, upvest(name, ""));
  }

  private void token(String name, String secret) {
    credentials.add(new Shown(name, null, secret, believed(new Credential.Token(secret))));
  }

  private Authenticated believed(Credential credential) {
    return authenticate.with(credential).await().atMost(PATIENCE);
  }

  private String consoleSession() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + RestAssured.port + "/unwind/v1/sign-in"))
            .header("Unwind-Console", "1")
            .POST(
                BodyPublishers.ofString(
                    "{\"name\":\"%1$s-admin\",\"secret\":\"%1$s-admin\"}".formatted(tag)))
            .build();
    String cookie =
        HTTP.send(request, BodyHandlers.discarding())
            .headers()
            .firstValue("Set-Cookie")
            .orElseThrow();
    return cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
  }

  private static String upvest(String name, String scope) throws Exception {
    return post(
            "/auth/token",
            "application/x-www-form-urlencoded",
            "grant_type=client_credentials&client_id=K"
                + name
                + "&client_secret="
                + name
                + "&scope="
                + URLEncoder.encode(scope, StandardCharsets.UTF_8))
        .path("access_token")
        .asText();
  }

  private static JsonNode post(String path, String type, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body))
            .build();
    return JSON.readTree(HTTP.send(request, BodyHandlers.ofString()).body());
  }

  private static List<Operation> operations() throws Exception {
    List<Operation> operations = new ArrayList<>();
    for (Dialect dialect : Dialect.values()) {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create(Management.url("/q/openapi-" + dialect.code() + "?format=json")))
              .build();
      JsonNode paths =
          JSON.readTree(HTTP.send(request, BodyHandlers.ofString()).body()).path("paths");
      for (Map.Entry<String, JsonNode> path : paths.properties()) {
        for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
          if (!method.getValue().path("security").isEmpty()) {
            operations.add(
                new Operation(
                    dialect,
                    method.getKey().toUpperCase(Locale.ROOT),
                    path.getKey().replaceAll("\\{[^}]*}", UUID.randomUUID().toString())));
          }
        }
      }
    }
    return operations;
  }

  @Test
  void everyCredentialOpensByRequestWhatTheTableSays() throws Exception {
    List<Operation> operations = operations();
    List<String> faults = new ArrayList<>();
    int tried = 0;
    for (Operation operation : operations) {
      for (Shown shown : credentials) {
        tried++;
        check(operation, shown, faults);
      }
      tried++;
      Answer anonymous = send(operation, null);
      if (anonymous.status() != (operation.dialect() == Dialect.ALPACA ? 403 : 401)) {
        faults.add(operation + " for nobody: " + anonymous);
      }
    }
    Log.infof(
        "%d kinds of credentials at %d operations: %d requests",
        credentials.size() + 1, operations.size(), tried);
    assertThat(operations).hasSizeGreaterThan(150);
    assertThat(faults).isEmpty();
  }

  private static void check(Operation operation, Shown shown, List<String> faults)
      throws Exception {
    Authenticated who = shown.believed();
    Entrance at = AccessTable.request(operation.method(), operation.path()).orElseThrow();
    Verdict verdict = who == null ? Verdict.CREDENTIAL_WRONG : AccessTable.verdict(who, at);
    Answer answer = send(operation, shown);
    boolean tradovate = operation.dialect() == Dialect.TRADOVATE;
    boolean fits =
        switch (verdict) {
          case OPEN ->
              answer.status() != 401
                  && answer.status() != 403
                  && answer.status() < 500
                  && !answer.body().contains(ROLE_REFUSAL);
          case CREDENTIAL_WRONG -> answer.status() == 401;
          case SCOPE_MISSING -> answer.status() == 403 && answer.body().contains("one of");
          case ROLE_FORBIDS ->
              tradovate ? answer.body().contains(ROLE_REFUSAL) : answer.status() == 403;
        };
    if (!fits) {
      faults.add(operation + " by " + shown.name() + " should be " + verdict + ": " + answer);
    }
  }

  private record Answer(int status, String body) {}

  /** The head of the answer, and its body unless it is a stream. */
  private static Answer send(Operation operation, @Nullable Shown shown)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + RestAssured.port + operation.path()))
            .timeout(PATIENCE);
    if (shown != null && shown.id() != null) {
      request.header("APCA-API-KEY-ID", shown.id()).header("APCA-API-SECRET-KEY", shown.secret());
    } else if (shown != null) {
      request.header("Authorization", "Bearer " + shown.secret());
    }
    boolean bodied = !operation.method().equals("GET") && !operation.method().equals("DELETE");
    if (bodied) {
      request.header("Content-Type", "application/json");
    }
    request.method(
        operation.method(), bodied ? BodyPublishers.ofString("{}") : BodyPublishers.noBody());
    HttpResponse<InputStream> response = HTTP.send(request.build(), BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      boolean stream =
          response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
      return new Answer(
          response.statusCode(),
          stream ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void alpacasSocketOpensToWhomTheTableSays() throws Exception {
    Entrance stream = AccessTable.socket(Dialect.ALPACA);
    for (Shown shown : credentials) {
      Authenticated who = shown.believed();
      boolean open = who != null && AccessTable.verdict(who, stream) == Verdict.OPEN;
      String account = tag + "-a";
      String message =
          shown.id() == null
              ? "{\"action\":\"authenticate\",\"data\":{\"oauth_token\":\"%s\",\"account\":\"%s\"}}"
                  .formatted(shown.secret(), account)
              : "{\"action\":\"authenticate\",\"data\":{\"key_id\":\"%s\",\"secret_key\":\"%s\",\"account\":\"%s\"}}"
                  .formatted(shown.id(), shown.secret(), account);
      try (Socket socket = new Socket("/stream")) {
        socket.send(message);
        assertThat(socket.next())
            .as(shown.name())
            .contains("\"status\":\"" + (open ? "authorized" : "unauthorized") + "\"");
      }
    }
  }

  @Test
  void tradovatesSocketGivesWhatTheTableSays() throws Exception {
    List<String> names =
        new ArrayList<>(
            operations().stream()
                .filter(operation -> operation.dialect() == Dialect.TRADOVATE)
                .map(operation -> operation.path().substring("/v1/".length()))
                .distinct()
                .toList());
    names.add("user/syncrequest");
    List<String> faults = new ArrayList<>();
    int tried = 0;
    for (Shown shown : credentials) {
      Authenticated who = shown.believed();
      boolean open =
          who != null
              && AccessTable.verdict(who, AccessTable.socket(Dialect.TRADOVATE)) == Verdict.OPEN;
      try (Socket socket = new Socket("/v1/websocket")) {
        JsonNode authorized = socket.call("authorize", 0, shown.secret());
        if (authorized.path("s").asInt() != (open ? 200 : 401)) {
          faults.add(shown.name() + " authorizes: " + authorized);
        }
        for (int i = 0; i < names.size(); i++) {
          String name = names.get(i);
          tried++;
          JsonNode answer = socket.call(name, i + 1L, "{}");
          Verdict verdict =
              who == null || !open
                  ? Verdict.CREDENTIAL_WRONG
                  : AccessTable.verdict(who, AccessTable.tradovate(name));
          boolean denied = answer.path("s").asInt() == 401;
          boolean byRole = answer.toString().contains(ROLE_REFUSAL);
          boolean fits =
              switch (verdict) {
                case OPEN -> !denied && !byRole;
                case CREDENTIAL_WRONG, SCOPE_MISSING -> denied;
                case ROLE_FORBIDS -> byRole;
              };
          if (!fits) {
            faults.add(name + " by " + shown.name() + " should be " + verdict + ": " + answer);
          }
        }
      }
    }
    Log.infof(
        "%d kinds of credentials at %d operations of the socket: %d calls",
        credentials.size(), names.size(), tried);
    assertThat(faults).isEmpty();
  }

  /** A client of either socket. */
  private static final class Socket implements WebSocket.Listener, AutoCloseable {
    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    Socket(String path) {
      socket =
          HTTP.newWebSocketBuilder()
              .buildAsync(URI.create("ws://localhost:" + RestAssured.port + path), this)
              .join();
    }

    void send(String text) {
      socket.sendText(text, true).join();
    }

    String next() throws InterruptedException {
      String frame = frames.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (frame == null) {
        throw new AssertionError("no frame came");
      }
      return frame;
    }

    /** The answer to a call; heartbeats and events before it are passed over. */
    JsonNode call(String operation, long id, String body) throws Exception {
      send(operation + "\n" + id + "\n\n" + body);
      while (true) {
        String frame = next();
        if (frame.startsWith("a")) {
          for (JsonNode message : JSON.readTree(frame.substring(1))) {
            if (message.path("i").asLong(-1) == id) {
              return message;
            }
          }
        }
      }
    }

    @Override
    public @Nullable CompletionStage<?> onText(
        WebSocket webSocket, CharSequence data, boolean last) {
      return received(webSocket, data, last);
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(
        WebSocket webSocket, ByteBuffer data, boolean last) {
      return received(webSocket, StandardCharsets.UTF_8.decode(data), last);
    }

    private @Nullable CompletionStage<?> received(
        WebSocket webSocket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        frames.add(partial.toString());
        partial.setLength(0);
      }
      webSocket.request(1);
      return null;
    }

    @Override
    public void close() {
      socket.abort();
    }
  }
}
