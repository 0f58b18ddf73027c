-- Reading for the rooms below: tickets with a checklist.
create view templates_v_ties as select ticket_id, client_id from templates_checklist;
