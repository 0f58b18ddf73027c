-- A disturbance's page looks for what is proposed for it; the noise guard for what was resolved in half a year.
create index proactivity_reports_by_proposal on proactivity_reports (proposed_id);
create index proactivity_disturbances_by_resolution on proactivity_disturbances (resolved_at);
