-- A portal's own address: "harbour" is /portal/harbour. Empty: none.
alter table portal_looks add column address text not null default '';
create unique index portal_looks_by_address on portal_looks (address) where address <> '';
