-- Passkeys: only the public half is here. `sign_count` is the authenticator's own; synced ones keep it at 0.
create table access_passkeys (
    id text primary key,
    account_id text not null references access_accounts (id),
    name text not null,
    credential_id {{bytes}} not null unique,
    algorithm bigint not null,
    public_key {{bytes}} not null,
    sign_count bigint not null,
    backup_eligible boolean not null,
    backed_up boolean not null,
    created_at bigint not null,
    last_used_at bigint,
    count_went_back_at bigint
);
create index access_passkeys_account on access_passkeys (account_id);

-- What a passkey is to sign next: used once, by its hash; an account only where one is signed in.
create table access_challenges (
    challenge_hash {{bytes}} primary key,
    purpose text not null check (purpose in ('add', 'show', 'sign_in')),
    account_id text references access_accounts (id),
    expires_at bigint not null
);
