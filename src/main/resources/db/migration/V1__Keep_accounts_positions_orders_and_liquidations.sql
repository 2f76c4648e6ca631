-- The ledger. Every tenant-owned table carries account_id and leads its primary key or a unique index with it,
-- so that the schema shards by account without change. Ids from sequences start at 10^9; imported ones lie below.

create sequence account_id_seq start 1000000000 cache 16;
create sequence instrument_id_seq start 1000000000 cache 16;
create sequence principal_id_seq start 1000000000 cache 16;
create sequence position_id_seq start 1000000000 cache 128;
create sequence order_id_seq start 1000000000 cache 128;
create sequence order_version_id_seq start 1000000000 cache 128;
create sequence fill_id_seq start 1000000000 cache 128;
create sequence liquidation_id_seq start 1000000000 cache 128;
create sequence liquidation_item_id_seq start 1000000000 cache 128;
create sequence event_id_seq start 1000000000 cache 128;

create table account (
  account_id       bigint primary key,
  uid              uuid not null unique,
  name             text not null unique,
  type             text not null default 'TRADING' check (type in ('TRADING', 'PORTFOLIO')),
  status           text not null default 'ACTIVE' check (status in ('ACTIVE', 'CLOSING', 'LOCKED', 'CLOSED')),
  currency         text not null,
  position_mode    text not null default 'NETTING' check (position_mode in ('NETTING', 'HEDGING')),
  settles          boolean not null default false,
  cash             numeric(38, 18) not null default 0,
  owner            uuid,
  group_uid        uuid,
  trading_state    text not null default 'ACTIVE' check (trading_state in ('ACTIVE', 'CLOSE_ONLY', 'HALTED')),
  latched_by       text,
  latched_reason   text,
  latched_at       timestamptz,
  -- last sequence number and time of this account's event log; moved only under this row's lock
  event_seq        bigint not null default 0,
  event_at         timestamptz not null default 'epoch',
  created_at       timestamptz not null
);

create table instrument (
  instrument_id       bigint primary key,
  uid                 uuid not null unique,
  symbol              text not null unique,
  asset_class         text not null check (asset_class in ('us_equity', 'us_option', 'crypto', 'future', 'fund')),
  exchange            text not null default '',
  currency            text not null,
  quantity_increment  numeric(38, 18) not null check (quantity_increment > 0),
  price_increment     numeric(38, 18) not null check (price_increment > 0),
  multiplier          numeric(38, 18) not null default 1 check (multiplier > 0),
  isin                text unique,
  fractionable        boolean not null,
  shortable           boolean not null,
  marginable          boolean not null,
  session             text not null check (session in ('always', 'us_equity', 'cme_globex')),
  contract_product    text,
  contract_product_description text,
  contract_expiration_month integer,
  contract_expiration_date timestamptz,
  contract_is_front   boolean
);

create table instrument_alias (
  alias          text primary key,
  instrument_id  bigint not null references instrument
);

create table quote (
  instrument_id   bigint primary key references instrument,
  last            numeric(38, 18) not null check (last > 0),
  bid             numeric(38, 18) check (bid > 0),
  ask             numeric(38, 18) check (ask > 0),
  previous_close  numeric(38, 18) check (previous_close > 0),
  at              timestamptz not null
);

create table position (
  account_id       bigint not null references account,
  position_id      bigint not null,
  uid              uuid not null,
  instrument_id    bigint not null references instrument,
  -- netting accounts hold one row per instrument for ever; hedging accounts one row per opening order
  netting          boolean not null,
  external_id      text,
  exchange         text,
  opening_order_id bigint,
  qty              numeric(38, 18) not null,
  held             numeric(38, 18) not null default 0,
  -- signed: sum of qty x price of what is open, without the multiplier
  cost             numeric(38, 18) not null default 0,
  realized_pl      numeric(38, 18) not null default 0,
  opened_qty       numeric(38, 18) not null default 0,
  entry_price      numeric(38, 18) not null default 0,
  opened_at        timestamptz not null,
  updated_at       timestamptz not null,
  closed_at        timestamptz,
  closed_by        text check (closed_by in ('LIQUIDATION', 'ORDER', 'CANCEL')),
  live_liquidation_item_id bigint,
  -- what was traded on the last trade date that saw a fill
  trade_date       date,
  day_bought       numeric(38, 18) not null default 0,
  day_bought_value numeric(38, 18) not null default 0,
  day_sold         numeric(38, 18) not null default 0,
  day_sold_value   numeric(38, 18) not null default 0,
  previous_qty     numeric(38, 18) not null default 0,
  version          bigint not null default 0,
  primary key (account_id, position_id),
  unique (account_id, uid),
  -- the database itself refuses to oversell
  constraint position_held_within_quantity check (held >= 0 and held <= abs(qty))
);
create unique index position_netting_once on position (account_id, instrument_id) where netting;
create unique index position_external_id_once on position (account_id, external_id) where external_id is not null;
create index position_of_instrument on position (account_id, instrument_id);
create index position_open on position (account_id, opened_at, position_id) where qty <> 0;

-- earlier open episodes of a netting row, archived when the row opens again
create table position_episode (
  account_id      bigint not null references account,
  position_id     bigint not null,
  episode         bigint not null,
  instrument_id   bigint not null references instrument,
  external_id     text,
  opened_qty      numeric(38, 18) not null,
  entry_price     numeric(38, 18) not null,
  opened_at       timestamptz not null,
  closed_at       timestamptz not null,
  closed_by       text not null check (closed_by in ('LIQUIDATION', 'ORDER', 'CANCEL')),
  primary key (account_id, position_id, episode)
);

-- From here on no foreign keys: rows are written under the account's lock, which proves the account, and a check per row
-- would cost as much as the row.
create table orders (
  account_id       bigint not null,
  order_id         bigint not null,
  instrument_id    bigint not null,
  position_id      bigint,
  side             text not null check (side in ('BUY', 'SELL')),
  status           text not null check (status in ('HELD', 'ACCEPTED', 'PENDING_NEW', 'NEW', 'PARTIALLY_FILLED', 'FILLED',
                     'PENDING_CANCEL', 'CANCELED', 'PENDING_REPLACE', 'REJECTED', 'EXPIRED')),
  version          integer not null default 1,
  filled_qty       numeric(38, 18) not null default 0,
  filled_value     numeric(38, 18) not null default 0,
  -- the largest cumulative quantity that the venue has reported; beyond filled_qty it stays reserved
  reported_qty     numeric(38, 18) not null default 0,
  oco_group        bigint,
  parent_order_id  bigint,
  liquidation_id   bigint,
  liquidation_item_id bigint,
  attempt          integer not null default 1,
  reason           text,
  reason_text      text,
  actor            text not null,
  dialect          text not null,
  -- the event that carries the command now in force (new, replace or cancel)
  command_id       bigint not null,
  tags             json,
  created_at       timestamptz not null,
  updated_at       timestamptz not null,
  submitted_at     timestamptz not null,
  filled_at        timestamptz,
  canceled_at      timestamptz,
  expired_at       timestamptz,
  failed_at        timestamptz,
  -- work towards the venue: what is to be told next, by whom, until when; a claim raises the epoch
  venue_action     text check (venue_action in ('SEND', 'CANCEL', 'REPLACE')),
  lease_owner      uuid,
  lease_until      timestamptz,
  lease_epoch      bigint not null default 0,
  primary key (account_id, order_id)
);
-- I3: one live closing order per position
create unique index order_live_liquidation_once on orders (account_id, position_id)
  where liquidation_item_id is not null and status in ('ACCEPTED', 'PENDING_NEW', 'NEW', 'PARTIALLY_FILLED', 'PENDING_CANCEL', 'PENDING_REPLACE');
-- open ones, and final ones with trades that are not booked yet
create index order_open on orders (account_id, instrument_id)
  where status in ('HELD', 'ACCEPTED', 'PENDING_NEW', 'NEW', 'PARTIALLY_FILLED', 'PENDING_CANCEL', 'PENDING_REPLACE')
    or reported_qty > filled_qty;
create index order_by_submission on orders (account_id, submitted_at, order_id);
create index order_of_item on orders (account_id, liquidation_item_id) where liquidation_item_id is not null;
create index order_of_parent on orders (account_id, parent_order_id) where parent_order_id is not null;
create index order_to_tell on orders (lease_until) where venue_action is not null;

create table order_version (
  account_id       bigint not null,
  order_id         bigint not null,
  version          integer not null,
  version_id       bigint not null default nextval('order_version_id_seq'),
  -- Alpaca's order id, and the key under which the venue knows this version
  uid              uuid not null,
  client_order_id  text not null,
  type             text not null check (type in ('MARKET', 'LIMIT', 'STOP', 'STOP_LIMIT')),
  time_in_force    text not null check (time_in_force in ('DAY', 'GTC', 'IOC', 'FOK', 'GTD')),
  qty              numeric(38, 18) not null check (qty > 0),
  notional         numeric(38, 18) check (notional > 0),
  limit_price      numeric(38, 18),
  stop_price       numeric(38, 18),
  expires_at       timestamptz,
  created_at       timestamptz not null,
  -- PENDING until the venue confirms a replacement, then LIVE; REPLACED when a later one took its place; REFUSED when not
  state            text not null default 'LIVE' check (state in ('PENDING', 'LIVE', 'REPLACED', 'REFUSED')),
  replaced_at      timestamptz,
  primary key (account_id, order_id, version)
);
create unique index order_version_uid_once on order_version (account_id, uid);
create unique index order_version_client_order_id_once on order_version (account_id, client_order_id);
-- few: all but the one version in force
create index order_version_not_live on order_version (account_id, order_id) where state <> 'LIVE';
create index order_version_by_id on order_version (version_id);
create index order_version_by_uid on order_version (uid);

create table fill (
  account_id    bigint not null,
  fill_id       bigint not null,
  order_id      bigint not null,
  version       integer not null default 1,
  instrument_id bigint not null,
  position_id   bigint not null,
  liquidation_id bigint,
  venue         text not null,
  exec_id       text not null,
  uid           uuid not null,
  side          text not null,
  qty           numeric(38, 18) not null check (qty > 0),
  price         numeric(38, 18) not null check (price > 0),
  -- rounded once, HALF_EVEN, to the currency's unit; everything else adds these
  cash_effect   numeric(38, 18) not null,
  realized_pl   numeric(38, 18) not null,
  order_filled_qty numeric(38, 18) not null,
  order_leaves_qty numeric(38, 18) not null,
  position_qty  numeric(38, 18) not null,
  late          boolean not null default false,
  executed_at   timestamptz not null,
  booked_at     timestamptz not null,
  settles_at    timestamptz,
  settled_at    timestamptz,
  primary key (account_id, fill_id)
);
-- an execution is booked once
create unique index fill_execution_once on fill (account_id, venue, exec_id);
create index fill_of_order on fill (account_id, order_id);
create index fill_by_time on fill (account_id, booked_at, fill_id);
create index fill_to_settle on fill (settles_at) where settled_at is null and settles_at is not null;

create table liquidation (
  account_id       bigint not null,
  liquidation_id   bigint not null,
  uid              uuid not null,
  dialect          text not null,
  actor            text not null,
  request_id       text,
  scope            text not null check (scope in ('POSITION', 'POSITIONS', 'ACCOUNT')),
  -- what was asked of each position: all, a quantity or a percentage
  requested_qty    numeric(38, 18),
  requested_percentage numeric(38, 18),
  cancel_orders    boolean not null,
  held_policy      text not null check (held_policy in ('REFUSE', 'CLOSE_AVAILABLE')),
  exclusive        boolean not null default false,
  client_order_id  text,
  status           text not null check (status in ('NEW', 'PROCESSING', 'FILLED', 'PARTIALLY_FILLED', 'CANCELED', 'FAILED', 'SETTLED')),
  reason           text,
  open_items       integer not null,
  filled_items     integer not null default 0,
  partial_items    integer not null default 0,
  canceled_items   integer not null default 0,
  failed_items     integer not null default 0,
  -- sum of the cash effects booked so far; becomes proceeds at the end
  executed_value   numeric(38, 18) not null default 0,
  proceeds         numeric(38, 18),
  cancel_requested boolean not null default false,
  cancel_deadline_at timestamptz,
  -- when somebody must look at it again
  due_at           timestamptz,
  tags             json,
  created_at       timestamptz not null,
  updated_at       timestamptz not null,
  ended_at         timestamptz,
  settled_at       timestamptz,
  primary key (account_id, liquidation_id),
  unique (account_id, uid)
);
create index liquidation_by_uid on liquidation (uid);
create index liquidation_by_time on liquidation (account_id, created_at, liquidation_id);
create index liquidation_due on liquidation (due_at) where due_at is not null;
-- account-wide liquidations of dialects that allow one at a time
create unique index liquidation_exclusive_once on liquidation (account_id) where exclusive and status in ('NEW', 'PROCESSING');

create table liquidation_item (
  account_id       bigint not null,
  liquidation_item_id bigint not null,
  liquidation_id   bigint not null,
  position_id      bigint not null,
  instrument_id    bigint not null,
  -- signed quantity of the position when the request was accepted
  position_qty     numeric(38, 18) not null,
  status           text not null check (status in ('AWAITING_CANCELS', 'CLOSING', 'FILLED', 'PARTIALLY_FILLED', 'CANCELED', 'FAILED')),
  qty              numeric(38, 18) not null default 0,
  filled_qty       numeric(38, 18) not null default 0,
  filled_value     numeric(38, 18) not null default 0,
  cash_effect      numeric(38, 18) not null default 0,
  order_id         bigint,
  attempt          integer not null default 0,
  reason           text,
  reason_text      text,
  -- what blocked it: existing, held and available quantity, and the orders that hold
  existing_qty     numeric(38, 18),
  held_qty         numeric(38, 18),
  blocking_order_ids bigint[],
  active_since     timestamptz,
  escalated_at     timestamptz,
  created_at       timestamptz not null,
  updated_at       timestamptz not null,
  ended_at         timestamptz,
  primary key (account_id, liquidation_item_id)
);
create index liquidation_item_of_liquidation on liquidation_item (account_id, liquidation_id, liquidation_item_id);
create unique index liquidation_item_live_once on liquidation_item (account_id, position_id)
  where status in ('AWAITING_CANCELS', 'CLOSING');

create table idempotency (
  account_id      bigint not null references account,
  dialect         text not null,
  key             text not null,
  payload_hash    bytea not null,
  liquidation_id  bigint,
  order_id        bigint,
  response_status integer,
  response_body   bytea,
  created_at      timestamptz not null,
  primary key (account_id, dialect, key)
);
create index idempotency_by_age on idempotency (created_at);

-- Append-only. Written in the transaction that changes the state; streams, webhooks and audit read it.
create table event (
  account_id      bigint not null,
  seq             bigint not null,
  event_id        bigint not null,
  at              timestamptz not null,
  kind            text not null,
  order_id        bigint,
  liquidation_id  bigint,
  position_id     bigint,
  actor           text not null,
  dialect         text not null,
  request_id      text,
  snapshot        json not null,
  primary key (account_id, seq)
);
create index event_of_order on event (account_id, order_id, seq) where order_id is not null;
create index event_by_id on event (event_id);

create table principal (
  principal_id    bigint primary key,
  name            text not null unique,
  password_hash   text,
  roles           text[] not null,
  all_accounts    boolean not null default false,
  created_at      timestamptz not null,
  revoked_at      timestamptz
);

create table principal_grant (
  account_id      bigint not null references account,
  principal_id    bigint not null references principal,
  primary key (account_id, principal_id)
);
create index principal_grant_of_principal on principal_grant (principal_id);

-- API keys (id and secret) and opaque tokens (secret only); random secrets stand here as SHA-256
create table credential (
  credential_id   uuid primary key,
  principal_id    bigint not null references principal,
  kind            text not null check (kind in ('API_KEY', 'TOKEN', 'SESSION')),
  key_id          text,
  secret_sha256   bytea not null,
  public_key      text,
  tags            json,
  created_at      timestamptz not null,
  expires_at      timestamptz,
  revoked_at      timestamptz
);
create unique index credential_key_once on credential (key_id) where kind = 'API_KEY';
create unique index credential_token_once on credential (secret_sha256) where kind <> 'API_KEY';

create table imported_document (
  sha256          bytea primary key,
  source          text not null,
  imported_at     timestamptz not null
);
