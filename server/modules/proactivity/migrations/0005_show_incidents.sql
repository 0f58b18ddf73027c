-- Reading for the rooms below: every disturbance as what happened to a device.
create view proactivity_v_incidents as
    select id as disturbance_id, client_id, device_id, check_code, ticket_id, state, exclusion, started_at from proactivity_disturbances
    where merged_into is null;
create index proactivity_disturbances_by_start on proactivity_disturbances (started_at);
