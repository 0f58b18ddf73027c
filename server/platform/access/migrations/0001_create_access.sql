-- Accounts, and what stands for them: sessions, links, second factors, tokens. No secret is kept in
-- clear: what is only compared is kept as SHA-256 (of 80 random bits and more) or Argon2id (passwords),
-- what must be read back is sealed with the master key (design/trust.md 4.4).
create table access_installation (
    id integer primary key check (id = 1),
    provider_name text not null,
    key_check {{bytes}} not null,
    created_at bigint not null
);

create table access_accounts (
    id text primary key,
    email text not null,
    email_key text not null unique,
    name text not null,
    status text not null check (status in ('invited', 'active', 'disabled')),
    all_clients boolean not null,
    password_hash text,
    password_changed_at bigint,
    last_sign_in_at bigint,
    revision bigint not null,
    created_at bigint not null,
    changed_at bigint not null
);

create table access_account_roles (
    account_id text not null references access_accounts (id),
    role text not null,
    primary key (account_id, role)
);

create table access_account_clients (
    account_id text not null references access_accounts (id),
    client_id text not null,
    primary key (account_id, client_id)
);

create table access_sessions (
    id text primary key,
    account_id text not null references access_accounts (id),
    secret_hash {{bytes}} not null unique,
    created_at bigint not null,
    last_used_at bigint not null,
    expires_at bigint not null,
    factor_at bigint,
    address text not null,
    user_agent text not null
);
create index access_sessions_account on access_sessions (account_id);

create table access_links (
    id text primary key,
    account_id text not null references access_accounts (id),
    secret_hash {{bytes}} not null unique,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint
);

-- `secret` is the factor in force; `pending_secret` is one being enrolled, in force once confirmed.
create table access_totp (
    account_id text primary key references access_accounts (id),
    secret {{bytes}},
    confirmed_at bigint,
    last_step bigint not null,
    pending_secret {{bytes}},
    pending_at bigint
);

create table access_recovery_codes (
    account_id text not null references access_accounts (id),
    code_hash {{bytes}} not null,
    used_at bigint,
    primary key (account_id, code_hash)
);

create table access_tokens (
    id text primary key,
    account_id text not null references access_accounts (id),
    name text not null,
    secret_hash {{bytes}} not null,
    permissions text not null,
    client_ids text not null,
    created_at bigint not null,
    expires_at bigint not null,
    last_used_at bigint,
    revoked_at bigint
);
create index access_tokens_account on access_tokens (account_id);

-- Failed attempts by what was attacked (hashed) and the network they came from.
create table access_login_failures (
    subject text not null,
    network text not null,
    failures bigint not null,
    last_at bigint not null,
    primary key (subject, network)
);

create table access_idempotency (
    principal text not null,
    key text not null,
    request_digest text not null,
    answer {{bytes}} not null,
    created_at bigint not null,
    primary key (principal, key)
);

create table access_saved_views (
    id text primary key,
    account_id text not null references access_accounts (id),
    page text not null,
    name text not null,
    query text not null,
    team boolean not null,
    created_at bigint not null
);
