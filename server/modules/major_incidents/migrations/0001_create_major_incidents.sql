-- At most one for a ticket. `next_update_at`: when the client must hear again; null: it is restored. `reminded_at`: our people were told that
-- an update is due. `review`: JSON of steward.major_incidents.v1.Review.
create table major_incidents_incidents (
    id text primary key,
    client_id text not null references directory_clients (id),
    ticket_id text not null unique,
    reference text not null,
    title text not null,
    reason text not null,
    state text not null,
    declared_at bigint not null,
    declared_by text not null,
    commander_id text,
    commander text not null,
    next_update_at bigint,
    reminded_at bigint,
    missed_updates bigint not null,
    restored_at bigint,
    restored_by text not null,
    end_note_due bigint,
    end_note_at bigint,
    review_due bigint,
    review text not null,
    reviewed_at bigint,
    reviewed_by text not null,
    revision bigint not null,
    unique (client_id, id)
);
create index major_incidents_by_update on major_incidents_incidents (next_update_at);
create index major_incidents_by_client on major_incidents_incidents (client_id, declared_at);

-- What was written down, oldest first. kind: declared, log, update (the client was told), commander, restored, end_note, review. `told`: what
-- became of a message to the person whom the client named.
create table major_incidents_lines (
    incident_id text not null references major_incidents_incidents (id),
    number bigint not null,
    at bigint not null,
    by_name text not null,
    kind text not null,
    body text not null,
    told text not null,
    primary key (incident_id, number)
);

-- Tickets that are P1 and not declared (yet), and since when: after 30 minutes they are.
create table major_incidents_candidates (
    ticket_id text primary key,
    client_id text not null,
    since_at bigint not null
);
