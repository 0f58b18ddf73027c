-- Reading for the search: what tickets say, and what was said in them.
create view helpdesk_v_desk as
    select id, client_id, reference, kind, source, title, description, state, priority, queue, assignee_id, assignee_name, requester_id, device_id,
           device_name, created_at, changed_at, resolution_text
    from helpdesk_tickets;
create view helpdesk_v_messages as
    select id, client_id, ticket_id, at, author_kind, author_name, internal, body from helpdesk_messages;
