-- Reading for the rooms below: when each thing about an alert and an incident happened.
create view alerting_v_alert_evidence as
    select id as alert_id, client_id, device_id, fingerprint, check_code, title, state, active, opened_at, first_soft_at, cleared_at,
           closed_at, closed_reason, acknowledged_at, suppressed_by, value_at_open, item, incident_id
    from alerting_alerts;
create view alerting_v_incidents as
    select id as incident_id, client_id, reference, title, state, detected_at, restored_at, resolved_at from alerting_incidents;
create index alerting_alerts_by_suppression on alerting_alerts (suppressed_by);
create index alerting_alerts_by_incident on alerting_alerts (incident_id);
