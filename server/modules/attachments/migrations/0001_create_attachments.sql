-- One file in a ticket. Its bytes lie in the state folder under the hash of their content (`digest`), never here.
create table attachments_files (
    id text primary key,
    client_id text not null,
    ticket_id text not null,
    message_id text,
    internal boolean not null,
    name text not null,
    type text not null,
    size_bytes bigint not null,
    received_bytes bigint not null,
    digest text not null,
    state text not null,
    scan text not null,
    note text not null,
    scanned_at bigint,
    scan_attempts bigint not null,
    next_scan_at bigint not null,
    source text not null,
    by_id text,
    by_name text not null,
    by_client boolean not null,
    at bigint not null,
    unique (client_id, id),
    foreign key (client_id, ticket_id) references helpdesk_tickets (client_id, id),
    foreign key (client_id, message_id) references helpdesk_messages (client_id, id)
);
create index attachments_files_by_ticket on attachments_files (ticket_id, at, id);
create index attachments_files_by_scan on attachments_files (scan, next_scan_at);
create index attachments_files_by_digest on attachments_files (digest);
create index attachments_files_by_state on attachments_files (state, size_bytes);

create table attachments_settings (
    id bigint primary key,
    scanner text not null,
    most_ticket_bytes bigint not null,
    most_total_bytes bigint not null,
    scanner_state text not null,
    scanner_note text not null,
    scanner_seen_at bigint,
    revision bigint not null
);
insert into attachments_settings values (1, '', 209715200, 21474836480, 'none', '', null, 1);
