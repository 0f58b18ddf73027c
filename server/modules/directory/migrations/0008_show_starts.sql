-- Reading for the rooms below: since when a client is one.
create view directory_v_client_starts as select id as client_id, created_at as since from directory_clients;
