-- What goes out of tickets by mail to one person, and what the other side said of it. An answer whose files are still being
-- uploaded waits until `waits_until`.
create table correspondence_sent (
    id text primary key,
    client_id text not null references directory_clients (id),
    ticket_id text not null,
    ticket_message_id text,
    what text not null,
    recipient text not null,
    subject text not null,
    message_id text not null,
    state text not null,
    note text not null,
    author text not null,
    author_id text,
    wanted_at bigint not null,
    at bigint,
    waits_until bigint,
    foreign key (client_id, ticket_id) references helpdesk_tickets (client_id, id)
);
create index correspondence_sent_by_ticket on correspondence_sent (ticket_id, wanted_at);
create index correspondence_sent_by_mail on correspondence_sent (message_id);
create index correspondence_sent_waiting on correspondence_sent (waits_until) where waits_until is not null;

alter table correspondence_settings add column signature text not null default '';
alter table correspondence_settings add column imap_failing_since bigint;
