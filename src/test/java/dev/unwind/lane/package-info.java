// SPDX-License-Identifier: Apache-2.0
/**
 * What the build tests, in lanes that run beside each other, each in a JVM of its own and so with
 * an application of its own. Surefire hands classes out singly to several JVMs, and Quarkus would
 * start anew for each; a suite is one class to it.
 */
@NullMarked
package dev.unwind.lane;

import org.jspecify.annotations.NullMarked;
