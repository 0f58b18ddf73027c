-- What a room below wants a person to decide before the ticket can be resolved.
create table helpdesk_questions (
    ticket_id text not null,
    question_id text not null,
    client_id text not null,
    sentence text not null,
    asked_at bigint not null,
    primary key (ticket_id, question_id),
    foreign key (client_id, ticket_id) references helpdesk_tickets (client_id, id)
);

-- Reading for the rooms below: what a ticket says, and by which ticket an alert became work.
create view helpdesk_v_ticket_contents as
    select id as ticket_id, client_id, reference, kind, source, title, description, state, requester_id, device_id, created_at, resolved_at,
           closed_at, resolution_code
    from helpdesk_tickets;
create view helpdesk_v_alert_tickets as select alert_id, client_id, ticket_id, joined_at from helpdesk_ticket_alerts;
