select c.credential_id, c.kind, c.key_id, c.secret_sha256, c.public_key, c.tags::text as tags, c.expires_at,
  least(c.revoked_at, p.revoked_at) as revoked_at, p.principal_id, p.name, p.roles, p.all_accounts,
  array(select g.account_id from principal_grant g where g.principal_id = p.principal_id) as accounts
from credential c join principal p on p.principal_id = c.principal_id
 where c.kind = 'API_KEY' and c.key_id = $1
