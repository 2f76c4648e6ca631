// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

/** The numbers of fields, as FIX 4.4 names them. */
public final class Tag {
  public static final int ACCOUNT = 1;
  public static final int CL_ORD_ID = 11;
  public static final int CUM_QTY = 14;
  public static final int EXEC_ID = 17;
  public static final int EXEC_REF_ID = 19;
  public static final int EXEC_TRANS_TYPE = 20;
  public static final int HANDL_INST = 21;
  public static final int LAST_PX = 31;
  public static final int LAST_QTY = 32;
  public static final int MSG_SEQ_NUM = 34;
  public static final int MSG_TYPE = 35;
  public static final int ORDER_ID = 37;
  public static final int ORDER_QTY = 38;
  public static final int ORD_STATUS = 39;
  public static final int ORD_TYPE = 40;
  public static final int ORIG_CL_ORD_ID = 41;
  public static final int POSS_DUP = 43;
  public static final int PRICE = 44;
  public static final int REF_SEQ_NUM = 45;
  public static final int SENDING_TIME = 52;
  public static final int SIDE = 54;
  public static final int SYMBOL = 55;
  public static final int TEXT = 58;
  public static final int TIME_IN_FORCE = 59;
  public static final int TRANSACT_TIME = 60;
  public static final int POSS_RESEND = 97;
  public static final int STOP_PX = 99;
  public static final int CXL_REJ_REASON = 102;
  public static final int ORD_REJ_REASON = 103;
  public static final int TEST_REQ_ID = 112;
  public static final int EXPIRE_TIME = 126;
  public static final int EXEC_TYPE = 150;
  public static final int REF_MSG_TYPE = 372;
  public static final int BUSINESS_REJECT_REF_ID = 379;
  public static final int CXL_REJ_RESPONSE_TO = 434;
  public static final int MASS_CANCEL_REQUEST_TYPE = 530;
  public static final int MASS_CANCEL_RESPONSE = 531;
  public static final int USERNAME = 553;
  public static final int PASSWORD = 554;
  public static final int ACCOUNT_TYPE = 581;
  public static final int POS_TYPE = 703;
  public static final int LONG_QTY = 704;
  public static final int SHORT_QTY = 705;
  public static final int POS_REQ_ID = 710;
  public static final int CLEARING_BUSINESS_DATE = 715;
  public static final int POS_MAINT_RPT_ID = 721;
  public static final int POS_REQ_TYPE = 724;
  public static final int TOTAL_NUM_POS_REPORTS = 727;
  public static final int POS_REQ_RESULT = 728;
  public static final int POS_REQ_STATUS = 729;

  private Tag() {}
}
