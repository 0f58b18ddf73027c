-- Reading for the rooms below: whose work a ticket is.
create view helpdesk_v_tickets as select id as ticket_id, client_id, reference, state, queue, assignee_id from helpdesk_tickets;
