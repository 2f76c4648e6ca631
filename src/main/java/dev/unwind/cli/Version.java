// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import picocli.CommandLine.IVersionProvider;

/** The version this was built as. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = UnwindCommand.class.getPackage().getImplementationVersion();
    return new String[] {"unwind " + (version == null ? "development" : version)};
  }
}
