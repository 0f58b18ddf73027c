-- Lists at the size of years. All that is open, with every column that lists filter and order by: read without the wide rows.
drop index helpdesk_tickets_open;
{{sqlite}}create index helpdesk_tickets_open on helpdesk_tickets (client_id, state, priority, queue, assignee_id, assignee_name, kind, source, changed_at, created_at, requester_id, category_id, parent_id, device_id, device_name, reference, title, id)
    where state not in ('resolved', 'closed', 'cancelled', 'merged');
{{postgres}}create index helpdesk_tickets_open on helpdesk_tickets (client_id, changed_at)
    where state not in ('resolved', 'closed', 'cancelled', 'merged');

-- All: what the filter language compares, then the usual order, then what counting asks for.
drop index helpdesk_tickets_by_state_word;
create index helpdesk_tickets_by_state_word on helpdesk_tickets ((lower(coalesce(state, ''))), (coalesce(changed_at, 0)) desc, id, state);
create index helpdesk_tickets_by_priority_word on helpdesk_tickets ((lower(coalesce(priority, ''))), (coalesce(changed_at, 0)) desc, id, state);
create index helpdesk_tickets_by_queue_word on helpdesk_tickets ((lower(coalesce(queue, ''))), (coalesce(changed_at, 0)) desc, id, state);
create index helpdesk_tickets_by_kind_word on helpdesk_tickets ((lower(coalesce(kind, ''))), (coalesce(changed_at, 0)) desc, id, state);
create index helpdesk_tickets_by_source_word on helpdesk_tickets ((lower(coalesce(source, ''))), (coalesce(changed_at, 0)) desc, id, state);
create index helpdesk_tickets_by_assignee_word on helpdesk_tickets ((lower(coalesce(case when assignee_name = '' then 'none' else assignee_name end, ''))), (coalesce(changed_at, 0)) desc, id, state);
create index helpdesk_tickets_by_assignee on helpdesk_tickets ((lower(coalesce(coalesce(assignee_id, ''), ''))), (coalesce(changed_at, 0)) desc, id, state);
create index helpdesk_tickets_by_client on helpdesk_tickets (client_id, (coalesce(changed_at, 0)) desc, id, state);
create index helpdesk_tickets_by_requester on helpdesk_tickets (requester_id, (coalesce(changed_at, 0)) desc, id, state);
create index helpdesk_tickets_by_device_word on helpdesk_tickets ((lower(coalesce(device_name, ''))));
create index helpdesk_tags_by_tag_word on helpdesk_tags ((lower(tag)));

-- All, in the orders that a column's head gives, as order_by writes them.
create index helpdesk_tickets_by_title_word on helpdesk_tickets ((lower(coalesce(title, ''))), id);
create index helpdesk_tickets_by_first_time on helpdesk_tickets ((coalesce(created_at, 0)), id);
