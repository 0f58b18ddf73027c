-- The alerts of one fingerprint in order of time: what a person closed stays closed until its condition was gone.
create index alerting_alerts_by_fingerprint on alerting_alerts (fingerprint, opened_at);
-- The work was called done before the condition was gone; the incident ends with the condition then.
alter table alerting_incidents add column ticket_resolved boolean not null default false;
create index alerting_incidents_by_ticket on alerting_incidents (ticket_id);
