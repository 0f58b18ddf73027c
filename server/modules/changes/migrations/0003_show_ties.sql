-- Reading for the rooms below: tickets that are a change, found by one, or perhaps caused by one.
create view changes_v_ties as
    select ticket_id, client_id from changes_changes
    union select finding_ticket_id, client_id from changes_changes where finding_ticket_id is not null
    union select ticket_id, client_id from changes_causes;
