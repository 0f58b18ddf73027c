-- Who opened a ticket: its first event says so. For the lists of people who see their own tickets alone.
create index helpdesk_events_by_opener on helpdesk_events (actor_id, ticket_id) where position = 1;
