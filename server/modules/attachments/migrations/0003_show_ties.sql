-- Reading for the rooms below: what a ticket or message has that must not be lost with it.
create view attachments_v_ties as select ticket_id, client_id, name from attachments_files;
