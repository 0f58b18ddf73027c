-- Reading for the rooms below: what became of each promise.
create view service_levels_v_verdicts as
    select client_id, subject_id, kind, priority, state, started_at, due_at, breach_at, breach_reason, stopped_at from service_levels_clocks
    where target_s < 316224000;
create index service_levels_clocks_by_client on service_levels_clocks (client_id, stopped_at);
