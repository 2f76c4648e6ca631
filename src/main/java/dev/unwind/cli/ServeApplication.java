// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.ConfigProvider;

/** Stays until the process is told to stop. */
@Singleton
@Unremovable
class ServeApplication implements QuarkusApplication {

  @Override
  public int run(String... arguments) {
    AnswerTimes.requireEnough(ConfigProvider.getConfig());
    Quarkus.waitForExit();
    return 0;
  }
}
