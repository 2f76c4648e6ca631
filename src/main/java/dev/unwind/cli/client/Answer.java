// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;

/** An answer that is no refusal, its body read as JSON; a missing node where there is none. */
public record Answer(int status, HttpHeaders headers, JsonNode body) {}
