-- What waits for a person is counted, and its people are told: at most once an hour for a sender.
alter table correspondence_mails add column waits boolean not null default false;
alter table correspondence_mails add column told_at bigint;
update correspondence_mails set waits = true
    where state in ('held', 'failed') or (state = 'refused' and client_id is not null and decided_by = 'Steward');
create index correspondence_mails_waiting on correspondence_mails (received_at) where waits;
create index correspondence_mails_told on correspondence_mails (told_at) where told_at is not null;
