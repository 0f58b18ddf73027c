-- What was sent for a message: asked for when somebody opens a ticket.
create index correspondence_sent_by_message on correspondence_sent (ticket_message_id) where ticket_message_id is not null;
