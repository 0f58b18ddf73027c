-- Time entries. `day` and `week` are of the zone of the settings (`day_at`: midnight of that date in UTC, to compare with); the state of an entry is that of its week.
-- The agreement that covers it, or the price, is a name for now: agreements come with billing.
create table timesheets_entries (
    id text primary key,
    account_id text not null,
    client_id text references directory_clients (id),
    ticket_id text,
    device_id text,
    project text not null,
    day text not null,
    day_at bigint not null,
    week text not null,
    from_at bigint,
    until_at bigint,
    worked_s bigint not null,
    counted_s bigint not null,
    rounding text not null,
    activity text not null,
    coverage text not null,
    coverage_reason text not null,
    note text not null,
    source text not null,
    created_at bigint not null,
    changed_at bigint not null,
    revision bigint not null,
    foreign key (client_id, device_id) references directory_device_clients (client_id, device_id)
);
create index timesheets_entries_by_week on timesheets_entries (account_id, week);
create index timesheets_entries_by_day on timesheets_entries (day_at);
create index timesheets_entries_by_ticket on timesheets_entries (ticket_id, day_at);
create index timesheets_entries_by_client on timesheets_entries (client_id, day_at);

-- When exactly somebody worked on it: several pieces where a timer was paused, none where only the length was said.
create table timesheets_pieces (
    entry_id text not null references timesheets_entries (id) on delete cascade,
    number bigint not null,
    account_id text not null,
    from_at bigint not null,
    until_at bigint not null,
    primary key (entry_id, number)
);
create index timesheets_pieces_by_time on timesheets_pieces (account_id, from_at);

-- One timer a person, and what it has collected before it was paused.
create table timesheets_timers (
    account_id text primary key,
    client_id text not null references directory_clients (id),
    ticket_id text not null,
    started_at bigint not null,
    running_since bigint,
    sure_until bigint not null,
    activity text not null,
    note text not null
);
create table timesheets_timer_pieces (
    account_id text not null references timesheets_timers (account_id) on delete cascade,
    number bigint not null,
    from_at bigint not null,
    until_at bigint not null,
    primary key (account_id, number)
);

-- Weeks that were submitted at least once; every other one is a draft.
create table timesheets_weeks (
    id text primary key,
    account_id text not null,
    week text not null,
    state text not null,
    submitted_at bigint,
    decided_by_id text,
    decided_by text not null,
    decided_at bigint,
    reason text not null,
    revision bigint not null,
    unique (account_id, week)
);
create index timesheets_weeks_by_state on timesheets_weeks (state, week);

-- Every decision; nothing here changes.
create table timesheets_decisions (
    account_id text not null,
    week text not null,
    number bigint not null,
    at bigint not null,
    by_name text not null,
    from_state text not null,
    to_state text not null,
    reason text not null,
    primary key (account_id, week, number)
);

create table timesheets_hours (
    account_id text primary key,
    weekly_minutes bigint not null
);
create table timesheets_absences (
    id text primary key,
    account_id text not null,
    day text not null,
    minutes bigint not null,
    kind text not null,
    note text not null
);
create index timesheets_absences_by_day on timesheets_absences (day, account_id);

create table timesheets_settings (
    id bigint primary key,
    zone text not null,
    step_minutes bigint not null,
    mode text not null,
    minimum_minutes bigint not null,
    forgotten_after_h bigint not null,
    weekly_minutes bigint not null,
    closed_through text not null,
    revision bigint not null
);
insert into timesheets_settings (id, zone, step_minutes, mode, minimum_minutes, forgotten_after_h, weekly_minutes, closed_through, revision)
values (1, 'UTC', 1, 'up', 0, 10, 2400, '', 1);
