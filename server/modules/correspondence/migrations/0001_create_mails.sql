-- Every mail that came, from the moment it was stored. What became of it stands in `state`.
create table correspondence_mails (
    id text primary key,
    client_id text references directory_clients (id),
    door text not null,
    received_at bigint not null,
    envelope_sender text not null,
    envelope_recipients text not null,
    sender_known boolean not null,
    size_bytes bigint not null,
    is_cut boolean not null,
    -- SHA-256 of what came: the same mail handed over twice is one.
    digest text not null unique,
    state text not null,
    attempts bigint not null,
    decided_at bigint,
    decided_by text not null,
    reason_code text not null,
    reason text not null,
    origin text not null,
    authenticity text not null,
    from_address text not null,
    from_key text not null,
    from_name text not null,
    subject text not null,
    message_id text not null,
    text_digest text not null,
    -- A program may write to its sender without asking for trouble: a person wrote, as far as we know.
    answerable boolean not null,
    receipt_at bigint,
    ticket_id text,
    reopened boolean not null,
    proposed_ticket_id text,
    ticket_message_id text,
    foreign key (client_id, ticket_id) references helpdesk_tickets (client_id, id)
);
create index correspondence_mails_to_sort on correspondence_mails (received_at) where state = 'received';
create index correspondence_mails_by_time on correspondence_mails (received_at, id);
create index correspondence_mails_by_sender on correspondence_mails (from_key, received_at);
create index correspondence_mails_by_ticket on correspondence_mails (ticket_id, received_at);
create index correspondence_mails_by_message on correspondence_mails (message_id);

-- As it came. Apart, so that lists do not carry it.
create table correspondence_bytes (
    mail_id text primary key references correspondence_mails (id),
    body {{bytes}} not null
);

create table correspondence_domains (
    domain text primary key,
    client_id text not null references directory_clients (id),
    added_at bigint not null
);
create index correspondence_domains_by_client on correspondence_domains (client_id);

-- One row, with id 1.
create table correspondence_settings (
    id bigint primary key,
    revision bigint not null,
    address text not null,
    authserv_id text not null,
    imap_enabled boolean not null,
    imap_host text not null,
    imap_port bigint not null,
    imap_security text not null,
    imap_username text not null,
    imap_folder text not null,
    imap_done_folder text not null,
    imap_ca_file text not null,
    imap_password_sealed {{bytes}},
    imap_token_sealed {{bytes}},
    imap_validity bigint not null,
    imap_last_uid bigint not null,
    imap_last_success_at bigint,
    imap_last_error text not null,
    -- What the marks in our mails are signed with.
    marks_sealed {{bytes}} not null
);
