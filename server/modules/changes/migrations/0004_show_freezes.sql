-- Reading for the rooms below: times without changes; no client: of all.
create view changes_v_freezes as select id, client_id, from_at, until_at, reason from changes_freezes;
