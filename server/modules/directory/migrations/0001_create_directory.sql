-- Clients, sites, people. Every row of a client carries client_id, and what points at it does so by
-- (client_id, id): a row of one client cannot reference a row of another (design/trust.md 4.3).
create table directory_clients (
    id text primary key,
    name text not null,
    name_key text not null unique,
    status text not null,
    zone text not null,
    note text not null,
    demo boolean not null,
    revision bigint not null,
    created_at bigint not null,
    changed_at bigint not null
);

create table directory_sites (
    id text primary key,
    client_id text not null references directory_clients (id),
    name text not null,
    name_key text not null,
    address text not null,
    zone text not null,
    demo boolean not null,
    revision bigint not null,
    created_at bigint not null,
    changed_at bigint not null,
    unique (client_id, id),
    unique (client_id, name_key)
);

create table directory_people (
    id text primary key,
    client_id text not null references directory_clients (id),
    site_id text,
    name text not null,
    name_key text not null,
    email text not null,
    email_key text not null,
    phone text not null,
    title text not null,
    roles text not null,
    vip boolean not null,
    demo boolean not null,
    revision bigint not null,
    created_at bigint not null,
    changed_at bigint not null,
    unique (client_id, id),
    foreign key (client_id, site_id) references directory_sites (client_id, id)
);
create unique index directory_people_email on directory_people (client_id, email_key) where email_key <> '';

-- Reading for the rooms below; client_id is here so that a client is found as any other noun is.
create view directory_v_clients as select id, id as client_id, name, status, zone, demo from directory_clients;

create view directory_v_sites as select id, client_id, name, zone, demo from directory_sites;

create view directory_v_people as select id, client_id, site_id, name, email, roles, vip, demo from directory_people;
