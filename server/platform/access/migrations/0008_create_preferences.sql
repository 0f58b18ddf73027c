-- How the console works for a person, in whichever browser they sign in. No row: as it is shipped.
create table access_preferences (
    account_id text primary key references access_accounts (id),
    single_keys boolean not null
);

create table access_key_changes (
    account_id text not null references access_accounts (id),
    usual_keys text not null,
    present_keys text not null,
    primary key (account_id, usual_keys)
);
