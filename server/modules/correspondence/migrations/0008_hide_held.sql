-- A mail that is held for a ticket, or came before, says in the search as much of that ticket as it would in there.
update correspondence_mails set proposed_ticket_id = (select min(f.ticket_id) from correspondence_mails f where f.message_id =
    correspondence_mails.message_id and f.from_key = correspondence_mails.from_key and f.text_digest = correspondence_mails.text_digest
    and f.ticket_id is not null) where state = 'duplicate' and proposed_ticket_id is null and message_id <> '';
drop view correspondence_v_mails;
create view correspondence_v_mails as
    select id, client_id, coalesce(ticket_id, proposed_ticket_id) as ticket_id, received_at, state, subject, from_name, from_address,
        ticket_id is not null as in_ticket
    from correspondence_mails;
create index correspondence_mails_about on correspondence_mails (coalesce(ticket_id, proposed_ticket_id));
