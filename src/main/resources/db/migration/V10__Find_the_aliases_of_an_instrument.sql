-- Every instrument is read with its aliases; without it, each reading looked through all aliases of all instruments.
create index instrument_alias_of_instrument on instrument_alias (instrument_id);
