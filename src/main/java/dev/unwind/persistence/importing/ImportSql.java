// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.importing;

import dev.unwind.persistence.market.InstrumentSql;

/** The statements of an import: what is there already, fresh ids, and one insert per table. */
final class ImportSql {
  /**
   * Imports wait for each other, so that what one looks up stays as it is; nobody else takes this
   * lock.
   */
  static final String LOCK = "lock table imported_document in share row exclusive mode";

  static final String APPLIED = "select 1 from imported_document where sha256 = $1";

  static final String NOTE =
      """
      insert into imported_document (sha256, source, imported_at) values ($1, $2, $3)
      on conflict (sha256) do nothing
      """;

  /** Locked, because their event logs go on. */
  static final String ACCOUNTS =
      "select a.* from account a where a.name = any($1::text[]) order by a.account_id for update";

  static final String ACCOUNT = "select a.* from account a where a.name = $1";

  static final String ACCOUNT_KEYS =
      "select account_id, uid from account where account_id = any($1::bigint[]) or uid ="
          + " any($2::uuid[])";

  static final String INSTRUMENTS =
      InstrumentSql.SELECT
          + """
           where i.symbol = any($1::text[]) or i.instrument_id = any($2::bigint[]) or i.uid = any($3::uuid[])
             or i.isin = any($4::text[])
             or i.instrument_id in (select a.instrument_id from instrument_alias a where a.alias = any($1::text[]))
          """;

  static final String QUOTED =
      "select instrument_id, last from quote where instrument_id = any($1::bigint[])";

  static final String PRINCIPALS = "select name from principal where name = any($1::text[])";

  static final String KEY_IDS =
      "select key_id from credential where kind = 'API_KEY' and key_id = any($1::text[])";

  static final String TOKENS =
      """
      select encode(c.secret_sha256, 'hex') from credential c
      where c.kind <> 'API_KEY' and c.secret_sha256 in (select decode(h, 'hex') from unnest($1::text[]) h)
      """;

  static final String POSITIONS =
      """
      select account_id, instrument_id from position
      where netting and account_id = any($1::bigint[]) and instrument_id = any($2::bigint[])
      """;

  static final String POSITION_IDS =
      """
      select account_id, external_id from position
      where account_id = any($1::bigint[]) and external_id = any($2::text[])
      """;

  static final String CLIENT_ORDER_IDS =
      """
      select account_id, client_order_id from order_version
      where account_id = any($1::bigint[]) and client_order_id = any($2::text[]) and client_order_id <> uid::text
      union all
      select v.account_id, v.client_order_id from unnest($2::text[]) as wanted (id)
      cross join lateral (
        select v.account_id, v.client_order_id from order_version v
        where v.uid = case when wanted.id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then wanted.id::uuid end
        offset 0) v
      where v.account_id = any($1::bigint[]) and v.client_order_id = wanted.id
      """;

  static final String INSERT_ACCOUNTS =
      """
      insert into account (account_id, uid, name, type, status, currency, position_mode, settles, cash, owner, group_uid,
        trading_state, latched_by, latched_reason, latched_at, created_at, venue)
      select * from unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
        $8::boolean[], $9::numeric[], $10::uuid[], $11::uuid[], $12::text[], $13::text[], $14::text[],
        $15::timestamptz[], $16::timestamptz[], $17::text[])
      """;

  static final String INSERT_INSTRUMENTS =
      """
      insert into instrument (instrument_id, uid, symbol, asset_class, exchange, currency, quantity_increment,
        price_increment, multiplier, isin, fractionable, shortable, marginable, session, contract_product,
        contract_product_description, contract_expiration_month, contract_expiration_date, contract_is_front,
        initial_margin)
      select * from unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::numeric[],
        $8::numeric[], $9::numeric[], $10::text[], $11::boolean[], $12::boolean[], $13::boolean[], $14::text[],
        $15::text[], $16::text[], $17::int[], $18::timestamptz[], $19::boolean[], $20::numeric[])
      """;

  static final String INSERT_ALIASES =
      """
      insert into instrument_alias (instrument_id, alias) select * from unnest($1::bigint[], $2::text[])
      """;

  static final String INSERT_QUOTES =
      """
      insert into quote (instrument_id, last, bid, ask, previous_close, at)
      select * from unnest($1::bigint[], $2::numeric[], $3::numeric[], $4::numeric[], $5::numeric[], $6::timestamptz[])
      """;

  static final String INSERT_PRINCIPALS =
      """
      insert into principal (principal_id, name, password_hash, roles, all_accounts, created_at)
      select u.principal_id, u.name, u.password_hash, string_to_array(u.roles, ','), u.all_accounts, $1
      from unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::boolean[])
        as u (principal_id, name, password_hash, roles, all_accounts)
      """;

  static final String INSERT_GRANTS =
      """
      insert into principal_grant (account_id, principal_id) select * from unnest($1::bigint[], $2::bigint[])
      """;

  static final String INSERT_CREDENTIALS =
      """
      insert into credential (credential_id, principal_id, kind, key_id, secret_sha256, public_key, created_at)
      select u.credential_id, u.principal_id, u.kind, u.key_id, decode(u.secret, 'hex'), u.public_key, u.created_at
      from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
        as u (credential_id, principal_id, kind, key_id, secret, public_key, created_at)
      """;

  private ImportSql() {}

  /** So many ids of a sequence; the name is one of ours, never a caller's. */
  static String fresh(String sequence) {
    return "select nextval('" + sequence + "') from generate_series(1, $1)";
  }
}
