-- What a list of all tickets is counted by, PostgreSQL reads from the index alone once the column itself stands beside its lowered word:
-- ten thousand of a technician were eight thousand pages of the table (8,178 to 141 pages, explain analyze on the bench's database).
{{postgres}}drop index helpdesk_tickets_by_priority_word;
{{postgres}}create index helpdesk_tickets_by_priority_word on helpdesk_tickets ((lower(coalesce(priority, ''))), (coalesce(changed_at, 0)) desc, id, state) include (priority);
{{postgres}}drop index helpdesk_tickets_by_queue_word;
{{postgres}}create index helpdesk_tickets_by_queue_word on helpdesk_tickets ((lower(coalesce(queue, ''))), (coalesce(changed_at, 0)) desc, id, state) include (queue);
{{postgres}}drop index helpdesk_tickets_by_kind_word;
{{postgres}}create index helpdesk_tickets_by_kind_word on helpdesk_tickets ((lower(coalesce(kind, ''))), (coalesce(changed_at, 0)) desc, id, state) include (kind);
{{postgres}}drop index helpdesk_tickets_by_source_word;
{{postgres}}create index helpdesk_tickets_by_source_word on helpdesk_tickets ((lower(coalesce(source, ''))), (coalesce(changed_at, 0)) desc, id, state) include (source);
{{postgres}}drop index helpdesk_tickets_by_assignee_word;
{{postgres}}create index helpdesk_tickets_by_assignee_word on helpdesk_tickets ((lower(coalesce(case when assignee_name = '' then 'none' else assignee_name end, ''))), (coalesce(changed_at, 0)) desc, id, state) include (assignee_name);
