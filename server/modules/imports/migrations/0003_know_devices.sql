-- Devices of which only another system's list speaks: no agent is on them, so they have no state here.
create table imports_devices (
    id text primary key,
    client_id text not null references directory_clients (id),
    site_id text,
    name text not null,
    name_key text not null,
    type text not null,
    model text not null,
    serial text not null,
    brought_in_at bigint not null,
    revision bigint not null,
    unique (client_id, name_key),
    foreign key (client_id, site_id) references directory_sites (client_id, id)
);
create index imports_devices_by_site on imports_devices (site_id);
