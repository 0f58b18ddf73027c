-- On-call schedules: the rules as JSON of steward.escalation.v1.ScheduleRules. `feed_hash` is SHA-256 of the secret in
-- the address of its calendar.
create table escalation_schedules (
    id text primary key,
    name text not null unique,
    rules text not null,
    feed_hash text unique,
    created_at bigint not null,
    changed_at bigint not null,
    changed_by text not null,
    revision bigint not null
);

create table escalation_overrides (
    id text primary key,
    schedule_id text not null references escalation_schedules (id) on delete cascade,
    layer bigint not null,
    account_id text not null,
    from_at bigint not null,
    until_at bigint not null,
    reason text not null,
    made_by text not null,
    made_at bigint not null
);
create index escalation_overrides_by_schedule on escalation_overrides (schedule_id, until_at);

-- The newest version of each policy, as JSON of steward.escalation.v1.EscalationRules; one for each client, and the standard one.
create table escalation_policies (
    id text primary key,
    client_id text references directory_clients (id),
    name text not null,
    schedule_id text,
    rules text not null,
    version bigint not null,
    changed_at bigint not null,
    changed_by text not null,
    revision bigint not null
);
create unique index escalation_policies_by_client on escalation_policies (coalesce(client_id, ''));

-- Every version that there was, also of policies that are gone: a run goes on by the one it began with.
create table escalation_policy_versions (
    policy_id text not null,
    version bigint not null,
    rules text not null,
    changed_at bigint not null,
    changed_by text not null,
    primary key (policy_id, version)
);

-- One escalation: of a ticket, or a test of the paging path (kind 'test', without a client). `next_at` is when the next
-- step becomes due if nothing happens. `marks`: "50:1795000000000,75:..." percent of the resolve clock and when.
create table escalation_runs (
    id text primary key,
    kind text not null,
    client_id text references directory_clients (id),
    ticket_id text,
    alert_id text,
    reference text not null,
    title text not null,
    priority text not null,
    policy_id text not null,
    policy_version bigint not null,
    schedule_id text,
    state text not null,
    started_at bigint not null,
    acknowledged_at bigint,
    acknowledged_by text not null,
    acknowledged_by_id text,
    acknowledged_via text not null,
    closed_at bigint,
    marks text not null,
    next_at bigint,
    unique (client_id, id)
);
create index escalation_runs_by_next on escalation_runs (next_at);
create index escalation_runs_by_ticket on escalation_runs (ticket_id);
create index escalation_runs_by_alert on escalation_runs (alert_id);
create index escalation_runs_by_start on escalation_runs (started_at, id);
create index escalation_runs_by_account on escalation_runs (acknowledged_by_id, acknowledged_at);

create table escalation_pages (
    id text primary key,
    run_id text not null references escalation_runs (id),
    position bigint not null,
    round bigint not null,
    step bigint not null,
    label text not null,
    account_id text,
    name text not null,
    address text not null,
    due_at bigint not null,
    sent_at bigint not null,
    state text not null,
    unique (run_id, position)
);

-- What was said once and is not said again: a gap of the roster, the test of a month.
create table escalation_notices (
    key text primary key,
    at bigint not null
);

-- Whom of the client we tell when a promise to it was missed.
create table escalation_contacts (
    client_id text primary key references directory_clients (id),
    person_id text,
    changed_at bigint not null,
    changed_by text not null,
    revision bigint not null,
    foreign key (client_id, person_id) references directory_people (client_id, id)
);

create table escalation_notes (
    id text primary key,
    client_id text not null references directory_clients (id),
    ticket_id text not null,
    reference text not null,
    kind text not null,
    cause text not null unique,
    person_name text not null,
    address text not null,
    body text not null,
    state text not null,
    due_at bigint,
    breach_at bigint,
    told_at bigint not null
);
create index escalation_notes_by_client on escalation_notes (client_id, told_at);

-- Keys of the room, sealed.
create table escalation_keys (
    name text primary key,
    sealed {{bytes}} not null
);
