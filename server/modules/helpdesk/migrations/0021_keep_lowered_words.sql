-- PostgreSQL keeps the words of a ticket lowered beside them: lowering them took two microseconds a ticket, most of looking for a word in
-- ten thousand. (SQLite compares without case by itself.) Its index of letters is of that column, and may be missing as before.
{{postgres}}alter table helpdesk_tickets add column words text generated always as (lower(title || ' ' || reference || ' ' || device_name)) stored;
{{postgres}}drop index if exists helpdesk_tickets_by_letters;
{{postgres}}do $$ declare place text; begin select n.nspname into place from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm'; execute format('create index helpdesk_tickets_by_letters on helpdesk_tickets using gin (words %I.gin_trgm_ops)', place); exception when others then null; end $$;
-- Which tickets have a tag, from the index alone.
{{postgres}}drop index helpdesk_tags_by_tag_word;
{{postgres}}create index helpdesk_tags_by_tag_word on helpdesk_tags ((lower(tag))) include (tag, ticket_id);
-- What is open in the order in which lists begin: words are looked for in the newest until the page is full, and never in what has ended.
{{postgres}}create index helpdesk_tickets_open_by_change on helpdesk_tickets ((coalesce(changed_at, 0)) desc, id) where state not in ('resolved', 'closed', 'cancelled', 'merged');
