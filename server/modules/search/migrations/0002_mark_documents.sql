-- Whose work a document hangs on, and whether that is still open: marks of the index, so that a question about them meets no other
-- document. The index is made again, as its version says.
alter table search_documents add column is_open boolean not null default false;
alter table search_documents add column assignee_id text;
create index search_documents_by_ticket on search_documents (ticket_id);
