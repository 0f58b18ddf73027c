-- What later rooms may read of accounts: names and roles, nothing that proves who somebody is. One row
-- a role, because joining texts is not the same on both databases.
create view access_v_accounts as select id as account_id, name, status, all_clients from access_accounts;

create view access_v_account_roles as select account_id, role from access_account_roles;

create view access_v_account_clients as select account_id, client_id from access_account_clients;
