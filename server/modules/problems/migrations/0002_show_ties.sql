-- Reading for the rooms below: tickets that are a problem, its fix, or an incident of it.
create view problems_v_ties as
    select ticket_id, client_id from problems_problems
    union select fix_ticket_id, client_id from problems_problems where fix_ticket_id is not null
    union select ticket_id, client_id from problems_incidents where ticket_id is not null;
