-- How the portal of a client looks and whom it says to call. A logo is found by the hash of its bytes.
create table portal_looks (
    client_id text primary key references directory_clients (id),
    color text not null,
    contact_phone text not null,
    contact_email text not null,
    contact_note text not null,
    logo {{bytes}},
    logo_type text not null,
    logo_digest text not null,
    changed_at bigint not null,
    changed_by text not null,
    revision bigint not null
);
create index portal_looks_by_logo on portal_looks (logo_digest);

-- One row: what is said where a client has nothing of its own.
create table portal_defaults (
    one bigint primary key,
    contact_phone text not null,
    contact_email text not null,
    contact_note text not null,
    revision bigint not null
);

-- Every time that work waited for the client: the other side of the promises.
create table portal_questions (
    ticket_id text not null,
    asked_at bigint not null,
    client_id text not null references directory_clients (id),
    over_at bigint,
    answered boolean not null,
    primary key (ticket_id, asked_at)
);
create index portal_questions_by_client on portal_questions (client_id, over_at);
