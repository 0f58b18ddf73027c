-- The cause behind incidents that come back. `about`: what they have in common, "check:S04" or "category:<id>"; empty: nothing that a rule
-- could see. `quiet_from`: since when it is fixed and nothing came back. Whether it was withdrawn says its ticket.
create table problems_problems (
    id text primary key,
    client_id text not null references directory_clients (id),
    ticket_id text not null unique,
    state text not null,
    reason text not null,
    opened_by text not null,
    opened_at bigint not null,
    device_id text,
    about text not null,
    about_words text not null,
    cause text not null,
    workaround text not null,
    fix text not null,
    fix_ticket_id text,
    fixed_at bigint,
    last_incident_at bigint,
    incident_count bigint not null,
    recurrences bigint not null,
    quiet_from bigint,
    waits_for text not null,
    evidence text not null,
    ended_at bigint,
    changed_at bigint not null,
    revision bigint not null,
    unique (client_id, id),
    foreign key (client_id, ticket_id) references helpdesk_tickets (client_id, id),
    foreign key (client_id, device_id) references directory_device_clients (client_id, device_id)
);
create index problems_by_state on problems_problems (state, quiet_from);
create index problems_by_device on problems_problems (client_id, device_id, about);
create index problems_by_about on problems_problems (client_id, about);

-- Its incidents: one row a disturbance, or a ticket that has none. how: rule, person, link (a tie between the tickets).
create table problems_incidents (
    problem_id text not null,
    subject_id text not null,
    client_id text not null,
    ticket_id text,
    disturbance_id text,
    at bigint not null,
    how text not null,
    after_fix boolean not null,
    primary key (problem_id, subject_id),
    foreign key (client_id, problem_id) references problems_problems (client_id, id)
);
create index problems_incidents_by_ticket on problems_incidents (ticket_id);
create index problems_incidents_by_subject on problems_incidents (subject_id);

-- What happened to it, oldest first; nothing here changes.
create table problems_lines (
    problem_id text not null references problems_problems (id),
    number bigint not null,
    at bigint not null,
    by_name text not null,
    kind text not null,
    from_state text not null,
    to_state text not null,
    body text not null,
    primary key (problem_id, number)
);
