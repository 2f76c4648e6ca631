// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.access;

/** The statements about principals and credentials. */
public final class CredentialSql {
  /**
   * A credential with its principal, roles and grants: everything a request needs to be believed. A
   * session ends with the key that opened it, also with one that has been followed by another.
   */
  private static final String SELECT =
      """
      select c.credential_id, c.kind, c.key_id, c.secret_sha256, c.public_key, c.tags::text as tags,
        least(c.expires_at, s.expires_at) as expires_at,
        least(c.revoked_at, p.revoked_at, s.revoked_at) as revoked_at, p.principal_id, p.name, p.roles, p.all_accounts,
        array(select g.account_id from principal_grant g where g.principal_id = p.principal_id) as accounts
      from credential c join principal p on p.principal_id = c.principal_id
      left join credential s on s.credential_id = (c.tags->>'signedInWith')::uuid
      """;

  public static final String BY_KEY_ID = SELECT + " where c.kind = 'API_KEY' and c.key_id = $1";
  static final String BY_TOKEN = SELECT + " where c.kind <> 'API_KEY' and c.secret_sha256 = $1";

  static final String BY_NAME =
      """
      select p.principal_id, p.name, p.roles, p.all_accounts, p.password_hash,
        array(select g.account_id from principal_grant g where g.principal_id = p.principal_id) as accounts
      from principal p where p.name = $1 and p.revoked_at is null
      """;

  /**
   * Whose streams may go on. What came by a session of the console ends with it, and what came by a
   * key with that; the sockets of the other APIs outlive the token that opened them.
   */
  static final String UNREVOKED =
      """
      select c.credential_id, p.all_accounts,
        array(select g.account_id from principal_grant g where g.principal_id = p.principal_id) as accounts
      from credential c join principal p on p.principal_id = c.principal_id
      left join credential s on s.credential_id = (c.tags->>'signedInWith')::uuid
      where c.credential_id = any($1::uuid[]) and c.revoked_at is null and p.revoked_at is null and s.revoked_at is null
        and (c.expires_at is null or c.expires_at > now()
          or c.kind = 'SESSION' and c.tags->>'dialect' is distinct from 'unwind')
        and (s.expires_at is null or s.expires_at > now())
      """;

  static final String PROLONG =
      """
      update credential set expires_at = $2
      where credential_id = $1 and kind = 'SESSION' and revoked_at is null and expires_at > $3
      returning credential_id
      """;

  /** Name before uid before id: a name may look like either. */
  static final String ACCOUNT =
      """
      select account_id from account where name = $1 or uid = $2::uuid or account_id = $3::bigint
      order by name = $1 desc, uid is not distinct from $2::uuid desc limit 1
      """;

  static final String INSERT =
      """
      insert into credential (credential_id, principal_id, kind, key_id, secret_sha256, public_key, tags,
        created_at, expires_at)
      values ($1, $2, $3, $4, $5, $6, $7::text::json, $8, $9)
      """;

  static final String LIST =
      """
      select p.name, p.roles, p.all_accounts, p.revoked_at,
        array(select a.name from principal_grant g join account a on a.account_id = g.account_id
              where g.principal_id = p.principal_id order by a.name) as accounts,
        array(select c.key_id from credential c
              where c.principal_id = p.principal_id and c.kind = 'API_KEY' and c.revoked_at is null order by 1) as key_ids,
        (select count(*) from credential c where c.principal_id = p.principal_id and c.kind <> 'API_KEY'
           and c.revoked_at is null and (c.expires_at is null or c.expires_at > now())) as tokens
      from principal p order by p.name limit $1
      """;

  /** $1 says whether every account is in the scope, $2 names those that are otherwise. */
  private static final String WITHIN =
      """
      select p.principal_id, p.name, p.roles, p.all_accounts, p.created_at, p.revoked_at,
        array(select a.name from principal_grant g join account a on a.account_id = g.account_id
              where g.principal_id = p.principal_id order by a.name) as accounts,
        (select coalesce(json_agg(json_build_object('id', c.credential_id, 'kind', c.kind, 'key', c.key_id,
             'created', extract(epoch from c.created_at), 'expires', extract(epoch from c.expires_at))
             order by c.created_at, c.credential_id), '[]')
           from credential c where c.principal_id = p.principal_id and c.kind <> 'SESSION' and c.revoked_at is null
             and (c.expires_at is null or c.expires_at > now())) as credentials
      from principal p
      where ($1 or not p.all_accounts and not exists (select 1 from principal_grant g
        where g.principal_id = p.principal_id and g.account_id <> all($2::bigint[])))
      """;

  static final String LIST_WITHIN = WITHIN + " order by p.name offset $3 limit $4";

  static final String FIND_WITHIN = WITHIN + " and p.name = $3";

  static final String NAME = "select 1 from principal where name = $1";

  private CredentialSql() {}
}
