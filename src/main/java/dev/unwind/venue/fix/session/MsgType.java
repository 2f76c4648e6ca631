// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

/** The kinds of messages that are told apart here. */
public final class MsgType {
  public static final String TEST_REQUEST = "1";
  public static final String REJECT = "3";
  public static final String LOGOUT = "5";
  public static final String EXECUTION_REPORT = "8";
  public static final String CANCEL_REJECT = "9";
  public static final String HEARTBEAT = "0";
  public static final String LOGON = "A";
  public static final String NEW_ORDER = "D";
  public static final String CANCEL = "F";
  public static final String REPLACE = "G";
  public static final String STATUS_REQUEST = "H";
  public static final String BUSINESS_REJECT = "j";
  public static final String MASS_CANCEL = "q";
  public static final String MASS_CANCEL_REPORT = "r";
  public static final String REQUEST_FOR_POSITIONS = "AN";
  public static final String POSITIONS_ACK = "AO";
  public static final String POSITION_REPORT = "AP";

  private MsgType() {}
}
