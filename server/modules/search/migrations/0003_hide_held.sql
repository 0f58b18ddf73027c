-- Mails that are held for a ticket, or came before, say as much of it as it would say itself.
update search_documents set ticket_id = (select v.ticket_id from correspondence_v_mails v where v.id = search_documents.source_id)
where source = 'mail' and ticket_id is null;
