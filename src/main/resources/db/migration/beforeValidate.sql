-- A script that runs outside of a transaction and fails is noted as failed, and nothing starts any more. These may be run again.
do $$
begin
  if to_regclass('flyway_schema_history') is not null then
    delete from flyway_schema_history where not success and version in ('28', '32');
  end if;
end $$;
