-- What one client's files may have together.
alter table attachments_settings add column most_client_bytes bigint not null default 5368709120;
create index attachments_files_by_client on attachments_files (client_id, state, size_bytes);

-- A file that was too large for a mail, and who may fetch it by a link until when. The link itself is made anew of the key.
create table attachments_links (
    id text primary key,
    client_id text not null,
    file_id text not null,
    recipient text not null,
    made_at bigint not null,
    expires_at bigint not null,
    wrong_addresses bigint not null,
    opened bigint not null,
    opened_at bigint,
    unique (file_id, recipient),
    foreign key (client_id, file_id) references attachments_files (client_id, id)
);

create table attachments_keys (
    name text primary key,
    sealed {{bytes}} not null
);
