-- Who called an alert a false alarm or its limit wrong: what a P1 or P2 is taken out of the figures by has a name.
alter table alerting_alerts add column closed_by text not null default '';
alter table alerting_alerts add column closed_by_id text;
create index alerting_alerts_by_dismissal on alerting_alerts (closed_at) where closed_reason in ('false_alarm', 'tuned');
-- Reading for the rooms below.
create view alerting_v_dismissals as
    select id as alert_id, client_id, title, priority, closed_at, closed_reason, coalesce(close_note, '') as close_note, closed_by, closed_by_id
    from alerting_alerts where closed_reason in ('false_alarm', 'tuned') and closed_at is not null;
