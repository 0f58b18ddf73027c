-- Time that was booked elsewhere: its person may have no account here.
alter table timesheets_entries add column worker_name text not null default '';
-- It is no figure of ours.
drop view timesheets_v_entries;
create view timesheets_v_entries as
    select id as entry_id, account_id, client_id, ticket_id, day_at, from_at, worked_s, activity from timesheets_entries where source <> 'import';
