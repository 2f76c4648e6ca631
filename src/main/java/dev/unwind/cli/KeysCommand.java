// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Administers who may call, also on a running server. */
@Command(
    name = "keys",
    description = "Create, list and revoke API keys and tokens.",
    mixinStandardHelpOptions = true,
    subcommands = {KeysCommand.Create.class, KeysCommand.ListAll.class, KeysCommand.Revoke.class})
final class KeysCommand implements Runnable {
  @Spec @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "what about keys: create, list or revoke?");
    }
  }

  /** What may be created. */
  enum Kind {
    /** Id and secret. */
    key,
    /** Secret alone. */
    token
  }

  /** Roles as the command line spells them. */
  enum RoleName {
    reader,
    trader,
    risk,
    admin
  }

  /** Makes a key or token. */
  @Command(
      name = "create",
      description = "Make a key or token and print its secret, this once.",
      mixinStandardHelpOptions = true)
  static final class Create implements Callable<Integer> {
    @Option(
        names = "--account",
        required = true,
        description = "Account it may act on: name, uid or id; * for all (risk and admin).")
    String account = "";

    @Option(names = "--role", required = true, description = "${COMPLETION-CANDIDATES}.")
    RoleName role = RoleName.reader;

    @Option(
        names = "--name",
        description = "Principal that gets it, made if there is none; ACCOUNT-ROLE when absent.")
    @Nullable String name;

    @Option(
        names = "--kind",
        description = "${COMPLETION-CANDIDATES}; key when absent.",
        defaultValue = "key")
    Kind kind = Kind.key;

    @Option(names = "--json", description = "One JSON object a line.")
    boolean json;

    @Override
    public Integer call() {
      String principal = name == null ? account.replace("*", "all") + "-" + role : name;
      return ApplicationLaunch.task()
          .run(json, KeysApplication.class, "create", principal, role.name(), account, kind.name());
    }
  }

  /** Lists principals. */
  @Command(
      name = "list",
      description = "List who may call, without secrets.",
      mixinStandardHelpOptions = true)
  static final class ListAll implements Callable<Integer> {
    @Option(names = "--json", description = "One JSON object a line.")
    boolean json;

    @Override
    public Integer call() {
      return ApplicationLaunch.look().run(json, KeysApplication.class, "list");
    }
  }

  /** Revokes a key or a principal. */
  @Command(
      name = "revoke",
      description = "Revoke one API key, or a principal with all its keys and tokens.",
      mixinStandardHelpOptions = true)
  static final class Revoke implements Callable<Integer> {
    @Option(names = "--key", description = "Id of the API key.")
    @Nullable String key;

    @Option(names = "--principal", description = "Name of the principal.")
    @Nullable String principal;

    @Option(names = "--json", description = "One JSON object a line.")
    boolean json;

    @Spec @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      boolean one = (key == null) != (principal == null);
      if (!one && spec != null) {
        throw new ParameterException(spec.commandLine(), "give either --key or --principal");
      }
      return key != null
          ? ApplicationLaunch.task().run(json, KeysApplication.class, "revoke-key", key)
          : ApplicationLaunch.task()
              .run(json, KeysApplication.class, "revoke-principal", String.valueOf(principal));
    }
  }
}
