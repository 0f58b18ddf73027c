-- Reading for the rooms below: each incident with each machine that it is about, to see which come back.
create view helpdesk_v_incident_devices as
    select id as ticket_id, client_id, device_id, category_id, state, created_at, resolved_at
    from helpdesk_tickets where kind = 'incident' and brought_in_at is null and device_id is not null
    union all
    select t.id, t.client_id, a.thing_id, t.category_id, t.state, t.created_at, t.resolved_at
    from helpdesk_affected a join helpdesk_tickets t on t.id = a.ticket_id
    where a.kind = 'device' and t.kind = 'incident' and t.brought_in_at is null;
create index helpdesk_tickets_by_cause on helpdesk_tickets (device_id, category_id, created_at);
