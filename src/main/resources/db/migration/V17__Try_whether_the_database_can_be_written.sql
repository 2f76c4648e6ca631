-- What a replica writes to see that it can: as much as needs new pages, so that a full disk is noticed.
create table write_check (
  filler text not null
);
alter table write_check alter column filler set storage external;
