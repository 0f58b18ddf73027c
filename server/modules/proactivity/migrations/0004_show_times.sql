-- Reading for the rooms below: when what a ticket is about began and was restored.
create view proactivity_v_ticket_times as
    select ticket_id, client_id, started_at, restored_at from proactivity_disturbances where ticket_id is not null and merged_into is null;
