-- Reading for rooms below: which person of a client an account is, by the address both have.
create view access_v_account_addresses as select id as account_id, email_key from access_accounts;
