-- What is open, in the order in which lists begin with it: the first page is read without sorting, whatever it is filtered by.
drop index helpdesk_tickets_open;
{{sqlite}}create index helpdesk_tickets_open on helpdesk_tickets ((coalesce(changed_at, 0)) desc, id, client_id, state, priority, queue, assignee_id, assignee_name, kind, source, changed_at, created_at, requester_id, category_id, parent_id, device_id, device_name, reference, title)
    where state not in ('resolved', 'closed', 'cancelled', 'merged');
-- The other engine finds the order by itself, and reads what it filters and counts by from here. Its entries are bounded: no texts.
{{postgres}}create index helpdesk_tickets_open on helpdesk_tickets (client_id, changed_at) include (id, state, priority, queue, assignee_id, assignee_name, kind, source, created_at, requester_id, category_id, parent_id, device_id, reference)
    where state not in ('resolved', 'closed', 'cancelled', 'merged');
