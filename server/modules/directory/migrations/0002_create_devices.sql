create table directory_enrolments (
    id text primary key,
    client_id text not null references directory_clients (id),
    site_id text,
    token_hash {{bytes}} not null,
    note text not null,
    max_uses bigint not null,
    uses_left bigint not null check (uses_left >= 0),
    created_at bigint not null,
    expires_at bigint not null,
    created_by text,
    created_by_name text not null,
    revoked_at bigint,
    unique (client_id, id),
    foreign key (client_id, site_id) references directory_sites (client_id, id)
);
create index directory_enrolments_by_time on directory_enrolments (client_id, created_at);

create table directory_devices (
    id text primary key,
    client_id text not null references directory_clients (id),
    site_id text,
    name text not null,
    hostname text not null,
    device_class text not null,
    criticality text not null,
    criticality_assumed boolean not null,
    status text not null,
    note text not null,
    attention text not null,
    first_use_trust boolean not null,
    machine_fingerprint text not null,
    os text not null,
    demo boolean not null,
    revision bigint not null,
    enrolled_at bigint not null,
    changed_at bigint not null,
    retired_at bigint,
    retired_reason text not null,
    unique (client_id, id),
    foreign key (client_id, site_id) references directory_sites (client_id, id)
);
-- One machine is one active device of a client; a retired one may come back as a new device.
create unique index directory_devices_machine on directory_devices (client_id, machine_fingerprint)
    where status = 'active' and machine_fingerprint <> '';
create index directory_devices_fingerprint on directory_devices (machine_fingerprint);

-- Which clients a device belongs or belonged to. A device keeps its id when it moves, so what stays
-- with the old client (tickets, alerts) points here by (client_id, device_id), never at the device.
create table directory_device_clients (
    client_id text not null references directory_clients (id),
    device_id text not null references directory_devices (id),
    since bigint not null,
    until bigint,
    primary key (client_id, device_id)
);
create index directory_device_clients_by_device on directory_device_clients (device_id);

create table directory_device_keys (
    id text primary key,
    client_id text not null,
    device_id text not null,
    public_key {{bytes}} not null,
    added_at bigint not null,
    retired_at bigint,
    unique (client_id, id),
    foreign key (client_id, device_id) references directory_devices (client_id, id) on update cascade
);
create unique index directory_device_keys_active on directory_device_keys (device_id) where retired_at is null;
create unique index directory_device_keys_public on directory_device_keys (public_key) where retired_at is null;

create table directory_enrolment_uses (
    client_id text not null,
    enrolment_id text not null,
    device_id text not null,
    public_key {{bytes}} not null,
    at bigint not null,
    address text not null,
    again boolean not null,
    primary key (enrolment_id, public_key),
    foreign key (client_id, enrolment_id) references directory_enrolments (client_id, id),
    foreign key (client_id, device_id) references directory_device_clients (client_id, device_id)
);

create table directory_inventories (
    device_id text primary key,
    client_id text not null,
    observed_at bigint not null,
    received_at bigint not null,
    os_name text not null,
    os_id text not null,
    os_version text not null,
    kernel text not null,
    architecture text not null,
    manufacturer text not null,
    model text not null,
    serial text not null,
    cpu_count bigint not null,
    memory_bytes bigint not null,
    package_count bigint not null,
    body {{bytes}} not null,
    foreign key (client_id, device_id) references directory_devices (client_id, id) on update cascade
);

create view directory_v_devices as
    select id, client_id, site_id, name, hostname, device_class, criticality, status, os, demo, enrolled_at
    from directory_devices;

create view directory_v_device_clients as select client_id, device_id, since, until from directory_device_clients;
