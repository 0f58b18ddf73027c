-- Ticket templates and canned replies are the provider's own: no client is concerned.
create table templates_tickets (
    id text primary key,
    name text not null,
    name_key text not null unique,
    title text not null,
    description text not null,
    kind text not null,
    category text not null,
    impact text not null,
    urgency text not null,
    queue text not null,
    checklist text not null,
    changed_at bigint not null,
    changed_by text not null,
    revision bigint not null
);

create table templates_replies (
    id text primary key,
    name text not null,
    shortcut text not null unique,
    body text not null,
    changed_at bigint not null,
    changed_by text not null,
    revision bigint not null
);

-- What is to be done in one ticket.
create table templates_checklist (
    id text primary key,
    client_id text not null references directory_clients (id),
    ticket_id text not null,
    position bigint not null,
    title text not null,
    required boolean not null,
    done_at bigint,
    done_by_id text,
    done_by text not null,
    foreign key (client_id, ticket_id) references helpdesk_tickets (client_id, id)
);
create index templates_checklist_by_ticket on templates_checklist (ticket_id, position, id);

-- A client's tickets that open by the calendar. next_at is the one date that the reconciler looks for; null: paused or ended. What
-- a person ended stays, with the dates that it had; its template may go.
create table templates_schedules (
    id text primary key,
    client_id text not null references directory_clients (id),
    name text not null,
    template_id text not null,
    rule text not null,
    zone text not null,
    starts_on text not null,
    at text not null,
    ends_on text not null,
    paused boolean not null,
    ended boolean not null,
    requester_id text,
    device_id text,
    next_at bigint,
    changed_at bigint not null,
    changed_by text not null,
    revision bigint not null
);
create index templates_schedules_by_next on templates_schedules (next_at);
create index templates_schedules_by_client on templates_schedules (client_id);

-- Every date that came, once: the key is what keeps two servers from opening two tickets.
create table templates_occurrences (
    schedule_id text not null references templates_schedules (id),
    due_at bigint not null,
    id text not null,
    client_id text not null,
    opened_at bigint not null,
    ticket_id text,
    reference text not null,
    problem text not null,
    primary key (schedule_id, due_at)
);
