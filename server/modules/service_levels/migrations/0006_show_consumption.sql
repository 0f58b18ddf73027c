-- Reading for the rooms below: what each promise used up. Of a clock that runs, until `counted_until`: ask service_levels.h.
create view service_levels_v_consumption as
    select client_id, subject_id, kind, round, state, started_at, consumed_s, breach_at, stopped_at from service_levels_clocks
    where target_s < 316224000;
create index service_levels_clocks_by_stop on service_levels_clocks (stopped_at);
create index service_levels_clocks_by_breach on service_levels_clocks (breach_at);
