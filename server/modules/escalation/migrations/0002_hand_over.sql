-- At which level of the functional path a ticket is that somebody works on, and when it moves by itself if nothing happens; null: it does not.
create table escalation_levels (
    ticket_id text primary key,
    client_id text not null references directory_clients (id),
    level text not null,
    position bigint not null,
    since_at bigint not null,
    progress_at bigint not null,
    moves_at bigint
);
create index escalation_levels_by_move on escalation_levels (moves_at);

-- Every time that work went to another level, skill or superior. why: hand, no_progress.
create table escalation_moves (
    id text primary key,
    ticket_id text not null,
    client_id text not null references directory_clients (id),
    at bigint not null,
    path text not null,
    from_place text not null,
    to_place text not null,
    why text not null,
    by_name text not null,
    note text not null,
    account_name text not null
);
create index escalation_moves_by_ticket on escalation_moves (ticket_id, at);

-- One change of the person on call. `report`: JSON of steward.escalation.v1.HandOverReport as it was when the next person confirmed.
create table escalation_hand_overs (
    id text primary key,
    schedule_id text not null,
    schedule_name text not null,
    layer bigint not null,
    layer_name text not null,
    from_account_id text not null,
    from_name text not null,
    to_account_id text not null,
    to_name text not null,
    at bigint not null,
    state text not null,
    note text not null,
    note_by text not null,
    note_at bigint,
    confirmed_at bigint,
    confirmed_by text not null,
    report text not null,
    revision bigint not null,
    unique (schedule_id, layer, at)
);
create index escalation_hand_overs_by_time on escalation_hand_overs (at);
create index escalation_hand_overs_by_state on escalation_hand_overs (state, at);
create index escalation_notes_by_ticket on escalation_notes (ticket_id, told_at);
