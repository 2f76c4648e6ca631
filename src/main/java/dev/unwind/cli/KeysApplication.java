// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import static dev.unwind.application.ledger.DecisionOrigin.COMMAND_LINE;

import dev.unwind.application.access.IssueCredential;
import dev.unwind.application.access.IssuedCredential;
import dev.unwind.application.access.KeyRefusedException;
import dev.unwind.application.access.PrincipalSummary;
import dev.unwind.application.access.Principals;
import dev.unwind.application.ledger.Administration;
import dev.unwind.domain.account.Role;
import dev.unwind.platform.database.LedgerForm;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import picocli.CommandLine.ExitCode;

/** The part of {@code unwind keys} that runs inside the application. */
@Singleton
@Unremovable
class KeysApplication implements QuarkusApplication {
  private static final int LISTED_MAX = 10_000;

  private final IssueCredential issue;
  private final Principals principals;
  private final InstantSource clock;
  private final LedgerForm form;

  KeysApplication(
      IssueCredential issue, Principals principals, InstantSource clock, LedgerForm form) {
    this.form = form;
    this.issue = issue;
    this.principals = principals;
    this.clock = clock;
  }

  /**
   * @param arguments what to do, and with what
   */
  @Override
  public int run(String... arguments) {
    return run(System.out, System.err, arguments);
  }

  int run(PrintStream out, PrintStream err, String... arguments) {
    Report report = Report.of(out, err, arguments);
    List<String> rest = Report.rest(arguments);
    String act = rest.get(0);
    try {
      return switch (act) {
        case "create" -> create(report, rest.get(1), rest.get(2), rest.get(3), rest.get(4));
        case "list" -> list(report);
        case "revoke-key" ->
            revoked(
                report,
                await(() -> principals.revokeApiKey(rest.get(1), COMMAND_LINE, clock.instant())),
                "API key",
                Report.object("revoked").put("key", rest.get(1)));
        case "revoke-principal" ->
            revoked(
                report,
                await(() -> principals.revokePrincipal(rest.get(1), COMMAND_LINE, clock.instant())),
                "principal",
                Report.object("revoked").put("principal", rest.get(1)));
        default -> throw new IllegalArgumentException(act);
      };
    } catch (KeyRefusedException e) {
      return report.refuse(String.valueOf(e.getMessage()), ExitCode.SOFTWARE);
    }
  }

  private int create(Report report, String name, String role, String account, String kind) {
    Role asked = Role.valueOf(role.toUpperCase(Locale.ROOT));
    Administration told = IssueCredential.issued(name, COMMAND_LINE);
    boolean token = kind.equals(KeysCommand.Kind.token.name());
    IssuedCredential issued =
        await(
            () ->
                issue
                    .principal(name, asked, account, COMMAND_LINE)
                    .chain(p -> token ? issue.token(p.id(), told) : issue.apiKey(p.id(), told)));
    report.say("principal  " + name);
    if (issued.keyId() != null) {
      report.say("key id     " + issued.keyId());
    }
    report.say((token ? "token      " : "secret     ") + issued.secret());
    report.say("The secret is not stored and will not be shown again.");
    JsonObject made = Report.object("credential").put("principal", name).put("kind", kind);
    if (issued.keyId() != null) {
      made.put("keyId", issued.keyId());
    }
    report.add(made.put("secret", issued.secret()));
    return ExitCode.OK;
  }

  private int list(Report report) {
    form.requireCurrent();
    for (PrincipalSummary each : await(() -> principals.list(LISTED_MAX))) {
      List<String> roles =
          each.roles().stream().map(role -> role.name().toLowerCase(Locale.ROOT)).toList();
      List<String> accounts = each.allAccounts() ? List.of("*") : List.copyOf(each.accounts());
      report.tell(
          "%s  roles=%s  accounts=%s  keys=%s  tokens=%d%s"
              .formatted(
                  each.name(),
                  String.join(",", roles),
                  String.join(",", accounts),
                  String.join(",", each.keyIds()),
                  each.tokens(),
                  each.revokedAt() == null ? "" : "  revoked"),
          Report.object("principal")
              .put("name", each.name())
              .put("roles", new JsonArray(roles))
              .put("accounts", new JsonArray(accounts))
              .put("keys", new JsonArray(List.copyOf(each.keyIds())))
              .put("tokens", each.tokens())
              .put("revoked", each.revokedAt() != null));
    }
    return ExitCode.OK;
  }

  private static int revoked(Report report, boolean done, String what, JsonObject object) {
    if (!done) {
      return report.refuse(
          "there is no such " + what + ", or it is revoked already", ExitCode.SOFTWARE);
    }
    report.add(object);
    return ExitCode.OK;
  }

  private static <T> T await(Supplier<Uni<T>> work) {
    try {
      return VertxContextSupport.subscribeAndAwait(work);
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
