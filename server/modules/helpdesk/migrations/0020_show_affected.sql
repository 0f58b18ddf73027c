-- What a ticket says is affected, for the rooms below.
create view helpdesk_v_affected as select ticket_id, client_id, kind, thing_id from helpdesk_affected;
