-- Tickets that were worked on elsewhere and brought in with their own times: when that was, and what they were called there.
alter table helpdesk_tickets add column brought_in_at bigint;
alter table helpdesk_tickets add column outside_reference text not null default '';
create index helpdesk_tickets_by_outside_reference on helpdesk_tickets ((lower(outside_reference))) where outside_reference <> '';

-- What happened before we had them is no figure of ours.
drop view helpdesk_v_course;
create view helpdesk_v_course as
    select t.id as ticket_id, t.client_id, t.reference, t.title, t.kind, t.source, t.priority, t.state, t.resolution_code, t.assignee_id,
           t.assignee_name, t.created_at, t.first_response_at, t.resolved_at, t.assignment_count, t.public_count, t.internal_count,
           coalesce(f.is_repeat, false) as is_repeat
    from helpdesk_tickets t left join helpdesk_follows f on f.ticket_id = t.id where t.brought_in_at is null;
drop view helpdesk_v_desk;
create view helpdesk_v_desk as
    select id, client_id, reference, kind, source, title, description, state, priority, queue, assignee_id, assignee_name, requester_id, device_id,
           device_name, created_at, changed_at, resolution_text, outside_reference
    from helpdesk_tickets;
create view helpdesk_v_brought_in as
    select id as ticket_id, client_id, brought_in_at from helpdesk_tickets where brought_in_at is not null;
