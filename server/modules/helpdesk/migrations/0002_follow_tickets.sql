-- Which alert of what: the fingerprint finds the ticket about the same thing, whatever alert it came by.
alter table helpdesk_ticket_alerts add column fingerprint text not null default '';
create index helpdesk_ticket_alerts_by_fingerprint on helpdesk_ticket_alerts (client_id, fingerprint);

-- A ticket about the same thing as one that had ended (domain/model.md 5.11).
create table helpdesk_follows (
    ticket_id text primary key,
    client_id text not null,
    follows_id text not null,
    is_repeat boolean not null,
    foreign key (client_id, ticket_id) references helpdesk_tickets (client_id, id),
    foreign key (client_id, follows_id) references helpdesk_tickets (client_id, id)
);
