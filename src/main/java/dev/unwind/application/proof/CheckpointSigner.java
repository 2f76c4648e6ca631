// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.proof;

import java.util.Optional;

/** Port: signs with the key that the operator has set. */
public interface CheckpointSigner {
  /**
   * @return empty where no key is set
   */
  Optional<Checkpoint.Signed> sign(byte[] hash);
}
