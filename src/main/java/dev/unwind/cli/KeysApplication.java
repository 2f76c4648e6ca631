// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import dev.unwind.application.access.IssueCredential;
import dev.unwind.application.access.IssuedCredential;
import dev.unwind.application.access.KeyRefusedException;
import dev.unwind.application.access.PrincipalSummary;
import dev.unwind.application.access.Principals;
import dev.unwind.domain.account.Role;
import dev.unwind.platform.database.LedgerForm;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
    try {
      return switch (arguments[0]) {
        case "create" -> create(out, arguments[1], arguments[2], arguments[3], arguments[4]);
        case "list" -> list(out);
        case "revoke-key" ->
            revoked(
                err,
                await(() -> principals.revokeApiKey(arguments[1], clock.instant())),
                "API key");
        case "revoke-principal" ->
            revoked(
                err,
                await(() -> principals.revokePrincipal(arguments[1], clock.instant())),
                "principal");
        default -> throw new IllegalArgumentException(arguments[0]);
      };
    } catch (KeyRefusedException e) {
      err.println("unwind: " + e.getMessage());
      return ExitCode.SOFTWARE;
    }
  }

  private int create(PrintStream out, String name, String role, String account, String kind) {
    Role asked = Role.valueOf(role.toUpperCase(Locale.ROOT));
    boolean token = kind.equals(KeysCommand.Kind.token.name());
    IssuedCredential issued =
        await(
            () ->
                issue
                    .principal(name, asked, account)
                    .chain(p -> token ? issue.token(p.id()) : issue.apiKey(p.id())));
    out.println("principal  " + name);
    if (issued.keyId() != null) {
      out.println("key id     " + issued.keyId());
    }
    out.println((token ? "token      " : "secret     ") + issued.secret());
    out.println("The secret is not stored and will not be shown again.");
    return ExitCode.OK;
  }

  private int list(PrintStream out) {
    form.requireCurrent();
    for (PrincipalSummary each : await(() -> principals.list(LISTED_MAX))) {
      out.println(
          "%s  roles=%s  accounts=%s  keys=%s  tokens=%d%s"
              .formatted(
                  each.name(),
                  each.roles().stream()
                      .map(role -> role.name().toLowerCase(Locale.ROOT))
                      .collect(Collectors.joining(",")),
                  each.allAccounts() ? "*" : String.join(",", each.accounts()),
                  String.join(",", each.keyIds()),
                  each.tokens(),
                  each.revokedAt() == null ? "" : "  revoked"));
    }
    return ExitCode.OK;
  }

  private static int revoked(PrintStream err, boolean done, String what) {
    if (!done) {
      err.println("unwind: there is no such " + what + ", or it is revoked already");
    }
    return done ? ExitCode.OK : ExitCode.SOFTWARE;
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
