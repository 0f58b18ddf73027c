-- Tickets that a person withdrew from their promises, by their kind or by cancelling: domain/model.md section 3, rule 5.
create table helpdesk_exceptions (
    id text primary key,
    client_id text not null,
    ticket_id text not null,
    title text not null,
    priority text not null,
    what text not null,
    from_value text not null,
    to_value text not null,
    missed text not null,
    reason text not null,
    state text not null,
    asked_by_id text,
    asked_by text not null,
    at bigint not null,
    decided_by_id text,
    decided_by text not null,
    decided_at bigint,
    note text not null,
    unique (client_id, id),
    foreign key (client_id, ticket_id) references helpdesk_tickets (client_id, id)
);
create index helpdesk_exceptions_by_ticket on helpdesk_exceptions (ticket_id, at);
create index helpdesk_exceptions_by_client on helpdesk_exceptions (client_id, at);
-- Reading for the rooms below. The title is as it was then: the client read it.
create view helpdesk_v_exceptions as
    select e.id as exception_id, e.client_id, e.ticket_id, t.reference,
           case when t.confidential then 'Confidential request' else e.title end as title, e.priority, e.what, e.from_value, e.to_value,
           e.missed, case when t.confidential then '' else e.reason end as reason, e.state, e.asked_by_id, e.asked_by, e.at, e.decided_by,
           e.decided_at, case when t.confidential then '' else e.note end as note
    from helpdesk_exceptions e join helpdesk_tickets t on t.id = e.ticket_id;
-- Who said that the work is done, or that none is wanted.
create view helpdesk_v_endings as
    select ticket_id, client_id, at, to_value, actor_id, actor_name from helpdesk_events
    where field = 'state' and to_value in ('resolved', 'cancelled');
-- Every priority that a ticket has or had.
create view helpdesk_v_priorities as
    select ticket_id, client_id, from_value as priority from helpdesk_events where field = 'priority'
    union all select id, client_id, priority from helpdesk_tickets;
