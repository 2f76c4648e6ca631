// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator;

import io.vertx.mutiny.sqlclient.Pool;

/** Keeps the simulator's pool from being taken for the ledger's where pools are injected. */
record SimulatorConnection(Pool pool) {}
