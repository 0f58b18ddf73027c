-- The files of a message: asked for when a ticket is opened, and for every answer by mail.
create index attachments_files_by_message on attachments_files (message_id) where message_id is not null;
