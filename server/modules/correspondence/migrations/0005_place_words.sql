-- Where the words of a mail are now: messages are split off, and a duplicate's are read in the ticket that goes on.
create index correspondence_mails_by_words on correspondence_mails (ticket_message_id) where ticket_message_id is not null;
