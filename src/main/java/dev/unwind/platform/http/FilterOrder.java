// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.http;

/**
 * Priorities of the filters: the higher, the earlier. Quarkus authenticates at 200 and authorises
 * paths at 100.
 */
public final class FilterOrder {
  static final int PATH = 1000;

  /**
   * Before sockets are taken out of the count of requests: a stopping Quarkus shuts the connection
   * of a request down as soon as that is counted as done, whether it was answered or not.
   */
  static final int STOPPING = 995;

  static final int REQUEST_ID = 990;
  static final int HEAD = 985;
  static final int DEADLINE = 970;
  public static final int RATE_LIMIT_HEADERS = 950;
  static final int BODY_LIMIT = 900;

  /**
   * Behind authentication: a limit counts by credential, and a wrong one must not use up somebody's
   * limit.
   */
  public static final int RATE_LIMIT = 150;

  /** Behind all that may refuse a request by its head. */
  public static final int BODY = 50;

  private FilterOrder() {}
}
