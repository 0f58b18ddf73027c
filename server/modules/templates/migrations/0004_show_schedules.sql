-- Reading for the rooms below: for whom tickets are opened by the calendar.
create view templates_v_schedules as select id as schedule_id, client_id, requester_id from templates_schedules where not ended;
