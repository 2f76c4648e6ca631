// SPDX-License-Identifier: Apache-2.0
// What the API sends, so far as the console shows it.

export interface TradingState {
  state: "ACTIVE" | "CLOSE_ONLY" | "HALTED";
  by?: string;
  reason?: string;
  at?: string;
}

export interface DeskLine {
  accountId: number;
  name: string;
  status: string;
  currency: string;
  tradingState: TradingState;
  venue: string;
  venueState: { state: "UP" | "DOWN"; since?: string; reason?: string };
  cash: string;
  positions: number;
  longValue: string;
  shortValue: string;
  grossValue: string;
  unrealizedPl: string;
  sincePreviousClose: string;
  dayPl: string;
  unpriced: number;
  workingOrders: number;
  liquidations: number;
  positionsClosing: number;
  differences: number;
}

export interface Position {
  id: number;
  symbol: string;
  side: "LONG" | "SHORT" | "FLAT";
  quantity: string;
  held: string;
  averageEntryPrice: string;
  lastPrice?: string;
  marketValue?: string;
  unrealizedPl?: string;
  liquidationItemId?: number;
}

export interface Exposure {
  symbol: string;
  currency: string;
  accounts: number;
  positions: number;
  longValue: string;
  shortValue: string;
  grossValue: string;
  unrealizedPl: string;
  unpriced: number;
}

export interface Reconciliation {
  venue: string;
  at: string;
  notStated?: string[];
  differences: { symbol?: string; ledger?: string; venue?: string; difference?: string }[];
}

export interface CloseRequest {
  account: string;
  scope?: "ACCOUNT";
  select?: Selection;
  percentage?: string;
  cancelOrders: boolean;
  heldPolicy: string;
  then?: string;
  reason?: string;
}

export interface Selection {
  symbols?: string[];
  except?: string[];
  assetClasses?: string[];
  side?: string;
  unrealizedPnl?: string;
  minNotional?: string;
}

export interface PreviewLine {
  positionId: number;
  symbol: string;
  positionQuantity: string;
  outcome: "SENT" | "PARKED" | "WAITING" | "AFTER_CANCELS" | "ENDED" | "FAILED";
  side?: string;
  quantity: string;
  proceedsAtBid?: string;
  proceedsAtAsk?: string;
  reason?: string;
  message?: string;
}

export interface PreviewCancel {
  id: number;
  symbol: string;
  side: string;
  quantity: string;
  filledQuantity: string;
  atOnce: boolean;
}

export interface Preview {
  accountId: number;
  digest: string;
  positions: PreviewLine[];
  cancels: PreviewCancel[];
  proceeds: { currency: string; atBid?: string; atAsk?: string; unpriced: string[] };
}

export interface LiquidationItem {
  id: number;
  positionId: number;
  symbol: string;
  positionQuantity: string;
  status: string;
  filledQuantity: string;
  averagePrice?: string;
  reason?: string;
  message?: string;
  endedAt?: string;
}

export interface Liquidation {
  id: string;
  accountId: number;
  actor: string;
  status: string;
  counts: {
    total: number;
    open: number;
    filled: number;
    partiallyFilled: number;
    canceled: number;
    failed: number;
  };
  createdAt: string;
  endedAt?: string;
  items?: LiquidationItem[];
  nextItemsAfter?: number;
}

export interface ActEntry {
  place: number;
  account: string;
  status: "PENDING" | "ACCEPTED" | "REFUSED";
  reason?: string;
  message?: string;
  blocked?: string;
  cancels?: { canceled: number; asked: number; kept: number };
}

export interface Act {
  id: string;
  kind: string;
  status: "RUNNING" | "DECIDED";
  statedReason?: string;
  sums: Record<string, number>;
  accounts: ActEntry[];
}

/** A lifting that somebody else has to confirm. */
export interface LiftRequest {
  id: string;
  accountId: number;
  actor: string;
  state: TradingState["state"];
  reason: string;
  lifts: TradingState;
  expiresAt: string;
}

/** Under which the log of administration stands; it is no account's. */
export const ADMINISTRATION = 0;

export interface LedgerEvent {
  accountId: number;
  seq: number;
  id: number;
  at: string;
  kind: string;
  actor: string;
  dialect: string;
  requestId?: string;
  order?: {
    id: number;
    symbol: string;
    side: string;
    type: string;
    status: string;
    quantity: string;
    filledQuantity: string;
    reason?: string;
    message?: string;
  };
  fill?: { symbol: string; side: string; quantity: string; price: string; cashEffect?: string; orderId?: number };
  position?: { symbol: string; quantity: string; side: string };
  liquidation?: Liquidation & { reason?: string };
  cash?: string;
  tradingState?: TradingState;
  accountStatus?: string;
  administration?: { subject: string; facts: Record<string, string> };
}

export interface EventPage {
  events: LedgerEvent[];
  next?: number;
  more: boolean;
  cursor?: string;
  late?: number;
  away?: boolean;
}

export interface ProofFault {
  seq?: number;
  kind?: string;
  message: string;
}

export interface Proof {
  status: "VERIFIED" | "UNPROVEN" | "BROKEN";
  from: number;
  to: number;
  end: number;
  chainedTo: number;
  checkpoint?: { number: number; at: string; seq: number; keyId?: string; deliveredAt?: string };
  faults: ProofFault[];
  next?: number;
}

export interface Statistics {
  liquidations: {
    total: number;
    complete: boolean;
    endings: { status: string; reason?: string; count: number }[];
    timeToFlat: { count: number; p50Millis?: number; p95Millis?: number; p99Millis?: number; maxMillis?: number };
  };
  positions: { open: number; closed: number; endedOtherwise: { status: string; reason?: string; count: number }[] };
  fills: { total: number; complete: boolean; byCurrency: { currency: string; fills: number; turnover: string }[] };
}
