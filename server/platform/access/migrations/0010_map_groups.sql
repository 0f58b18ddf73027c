-- Groups at a provider that decide roles here, and by which provider a session came.
alter table access_providers add column group_claim text not null default '';
alter table access_providers add column signs_out boolean not null default false;
create table access_provider_groups (
    provider_id text not null references access_providers (id),
    group_name text not null,
    role text not null,
    primary key (provider_id, group_name, role)
);
alter table access_sessions add column provider_id text;
