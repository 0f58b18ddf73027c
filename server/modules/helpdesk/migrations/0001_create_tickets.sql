-- Reference numbers: one row a year, raised by one in the transaction that opens a ticket.
create table helpdesk_numbers (
    year bigint primary key,
    last bigint not null
);

create table helpdesk_tickets (
    id text primary key,
    client_id text not null references directory_clients (id),
    reference text not null unique,
    kind text not null,
    source text not null,
    title text not null,
    description text not null,
    impact text not null,
    urgency text not null,
    priority text not null,
    priority_reason text not null,
    state text not null,
    queue text not null,
    assignee_id text,
    assignee_name text not null,
    requester_id text,
    device_id text,
    device_name text not null,
    alert_id text,
    incident_id text,
    alert_state text not null,
    created_at bigint not null,
    changed_at bigint not null,
    first_response_at bigint,
    resolved_at bigint,
    closed_at bigint,
    resolution_code text not null,
    resolution_text text not null,
    root_cause text not null,
    reopened_count bigint not null,
    assignment_count bigint not null,
    public_count bigint not null,
    internal_count bigint not null,
    entry_count bigint not null,
    revision bigint not null,
    unique (client_id, id),
    foreign key (client_id, requester_id) references directory_people (client_id, id),
    -- A device that moved to another client was this client's when the ticket spoke of it.
    foreign key (client_id, device_id) references directory_device_clients (client_id, device_id)
);
create index helpdesk_tickets_by_state on helpdesk_tickets (client_id, state);
create index helpdesk_tickets_by_change on helpdesk_tickets (changed_at, id);
create index helpdesk_tickets_by_incident on helpdesk_tickets (incident_id);
create index helpdesk_tickets_by_device on helpdesk_tickets (device_id);

-- What people wrote. `position` orders the conversation, together with the events, without a clock.
create table helpdesk_messages (
    id text primary key,
    client_id text not null,
    ticket_id text not null,
    position bigint not null,
    at bigint not null,
    author_kind text not null,
    author_id text,
    author_name text not null,
    internal boolean not null,
    body text not null,
    unique (client_id, id),
    unique (ticket_id, position),
    foreign key (client_id, ticket_id) references helpdesk_tickets (client_id, id)
);

-- What happened to the ticket: every change, who made it, in which role, and why.
create table helpdesk_events (
    id text primary key,
    client_id text not null,
    ticket_id text not null,
    position bigint not null,
    at bigint not null,
    actor_kind text not null,
    actor_id text,
    actor_name text not null,
    actor_role text not null,
    field text not null,
    from_value text not null,
    to_value text not null,
    reason text not null,
    body text not null,
    internal boolean not null,
    unique (client_id, id),
    unique (ticket_id, position),
    foreign key (client_id, ticket_id) references helpdesk_tickets (client_id, id)
);

-- Which alerts a ticket is about. The first opened it, the others joined; an alert is in one ticket.
create table helpdesk_ticket_alerts (
    alert_id text primary key,
    client_id text not null,
    ticket_id text not null,
    incident_id text not null,
    title text not null,
    state text not null,
    joined_at bigint not null,
    foreign key (client_id, ticket_id) references helpdesk_tickets (client_id, id)
);
create index helpdesk_ticket_alerts_by_ticket on helpdesk_ticket_alerts (ticket_id);
