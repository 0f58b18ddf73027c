-- Who took an alert, as an account: a name alone is not counted for anybody.
alter table alerting_alerts add column acknowledged_by_id text;
drop view alerting_v_acknowledgements;
create view alerting_v_acknowledgements as
    select id as alert_id, client_id, title, priority, state, suppressed_by, opened_at, acknowledged_at, cleared_at, acknowledged_by,
           acknowledged_by_id
    from alerting_alerts;
