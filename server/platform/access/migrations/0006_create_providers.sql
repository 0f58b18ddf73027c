-- OpenID providers; who is who there is (issuer, subject), never an address. `for_client` is empty for
-- providers that everybody may use.
create table access_providers (
    id text primary key,
    name text not null,
    issuer text not null,
    application_id text not null,
    secret_sealed {{bytes}},
    for_client text not null,
    allow_private boolean not null,
    enabled boolean not null,
    revision bigint not null,
    created_at bigint not null,
    changed_at bigint not null
);

create table access_identities (
    id text primary key,
    account_id text not null references access_accounts (id),
    provider_id text not null references access_providers (id),
    issuer text not null,
    subject text not null,
    email text not null,
    created_at bigint not null,
    last_used_at bigint,
    unique (issuer, subject)
);
create index access_identities_account on access_identities (account_id);

-- A visit to a provider under way. What the nonce and the PKCE verifier are made of is with the browser.
create table access_visits (
    state_hash {{bytes}} primary key,
    provider_id text not null references access_providers (id),
    purpose text not null check (purpose in ('sign_in', 'link', 'invitation')),
    account_id text references access_accounts (id),
    link_hash {{bytes}},
    browser_hash {{bytes}} not null,
    expires_at bigint not null
);

-- Sign-in links by mail, for a client's people. A row without an account stands for an address that
-- nobody has: asking costs and shows the same. The secret is sealed until it is sent and used once.
create table access_mail_links (
    id text primary key,
    account_id text references access_accounts (id),
    secret_hash {{bytes}} not null unique,
    secret_sealed {{bytes}} not null,
    browser_hash {{bytes}} not null,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint
);
create index access_mail_links_account on access_mail_links (account_id);
