-- Reading for the rooms below: the course of a ticket.
create view helpdesk_v_course as
    select t.id as ticket_id, t.client_id, t.reference, t.title, t.kind, t.source, t.priority, t.state, t.resolution_code, t.assignee_id,
           t.assignee_name, t.created_at, t.first_response_at, t.resolved_at, t.assignment_count, t.public_count, t.internal_count,
           coalesce(f.is_repeat, false) as is_repeat
    from helpdesk_tickets t left join helpdesk_follows f on f.ticket_id = t.id;
create view helpdesk_v_moves as
    select ticket_id, client_id, at, actor_kind, from_value, to_value from helpdesk_events where field = 'state';
create view helpdesk_v_client_words as
    select ticket_id, client_id, at from helpdesk_messages where author_kind = 'person' and internal = false;
create index helpdesk_tickets_by_creation on helpdesk_tickets (created_at);
create index helpdesk_tickets_by_resolution on helpdesk_tickets (resolved_at);
