-- A turn on call that somebody offers to a colleague, with what the colleague gives for it. Taken, it is made of overrides.
create table escalation_swaps (
    id text primary key,
    schedule_id text not null references escalation_schedules (id) on delete cascade,
    schedule_name text not null,
    layer bigint not null,
    layer_name text not null,
    from_account_id text not null,
    from_name text not null,
    to_account_id text not null,
    to_name text not null,
    begins_at bigint not null,
    ends_at bigint not null,
    return_begins_at bigint not null,
    return_ends_at bigint not null,
    note text not null,
    state text not null,
    asked_by text not null,
    asked_at bigint not null,
    answered_by text not null,
    answered_at bigint,
    answer text not null,
    override_id text,
    return_override_id text
);
create index escalation_swaps_by_state on escalation_swaps (state, begins_at);
create index escalation_swaps_by_time on escalation_swaps (asked_at, id);
