// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How failed sign-ins slow down, in every API that has them, and what passwords cost. */
@ConfigMapping(prefix = "unwind.sign-in")
public interface SignInConfig {
  /** Failures of one name from one address that cost nothing. */
  @WithDefault("3")
  @Min(1)
  @Max(100)
  int freeFailures();

  /** The first delay; each further failure doubles it. */
  @WithDefault("15s")
  Duration delay();

  /** The longest delay, and how long failures are remembered. */
  @WithDefault("15m")
  Duration delayMax();

  /**
   * Failures of one address, whatever the names, that cost nothing. Far more than those of a name:
   * a whole desk may stand behind one address, and one of them must not lock out the others.
   */
  @WithDefault("1000")
  @Min(1)
  @Max(1_000_000)
  int freeFailuresOfAddress();

  /** Sign-ins of one name from one address that are looked at at once; further ones are refused. */
  @WithDefault("8")
  @Min(1)
  @Max(1_000)
  int atOnce();

  /** Pairs of name and address, and addresses, that are remembered at once. */
  @WithDefault("10000")
  @Min(1)
  @Max(1_000_000)
  int remembered();

  /**
   * Rounds of PBKDF2 with HMAC-SHA-512 for passwords that are imported from now on; what was hashed
   * with another number stays valid (and takes another time than a name that nobody has). The
   * default is OWASP's recommendation and takes a tenth of a second of a core; fewer are for
   * ledgers that hold no real passwords.
   */
  @WithDefault("210000")
  @Min(1_000)
  @Max(10_000_000)
  int passwordIterations();
}
