-- Who writes to the client while another leads; when the program had to write in their place (`held_since`: since when nobody of ours wrote in
-- time); when a line was last written in our log; when the client first heard.
alter table major_incidents_incidents add column communicator_id text;
alter table major_incidents_incidents add column communicator text not null default '';
alter table major_incidents_incidents add column held_since bigint;
alter table major_incidents_incidents add column logged_at bigint;
alter table major_incidents_incidents add column first_told_at bigint;
