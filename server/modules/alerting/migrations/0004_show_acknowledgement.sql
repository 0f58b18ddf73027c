-- Reading for the rooms below: how long an alert waited for a person.
create view alerting_v_acknowledgements as
    select id as alert_id, client_id, title, priority, state, suppressed_by, opened_at, acknowledged_at, cleared_at from alerting_alerts;
create index alerting_alerts_by_opening on alerting_alerts (opened_at);
