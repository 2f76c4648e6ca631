// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.order;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** What bounds orders that open or increase a position. */
@ConfigMapping(prefix = "unwind.orders")
public interface OrderConfig {
  /**
   * How many times its cash an account may open in futures of which the book gives no initial
   * margin.
   */
  @WithDefault("20")
  @Min(1)
  @Max(100)
  int futuresLeverage();
}
