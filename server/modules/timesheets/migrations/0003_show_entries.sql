-- Reading for the rooms below: what was worked, for whom and as what.
create view timesheets_v_entries as
    select id as entry_id, account_id, client_id, ticket_id, day_at, from_at, worked_s, activity from timesheets_entries;
