-- A name of the client's own under which its portal is reached: "support.harbour.example". Empty: none.
alter table portal_looks add column host text not null default '';
create unique index portal_looks_by_host on portal_looks (host) where host <> '';
