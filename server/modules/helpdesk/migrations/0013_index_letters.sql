-- Words anywhere in what a list shows of a ticket, by three letters at a time. What it finds is compared once more, so an entry too
-- many is harmless.
{{sqlite}}create table helpdesk_text_places (place integer primary key, ticket_id text not null unique);
{{sqlite}}create virtual table helpdesk_texts using fts5(text, tokenize='trigram', detail='none');
{{sqlite}}insert into helpdesk_text_places (ticket_id) select id from helpdesk_tickets;
{{sqlite}}insert into helpdesk_texts (rowid, text) select p.place, t.title || ' ' || t.reference || ' ' || t.device_name from helpdesk_text_places p join helpdesk_tickets t on t.id = p.ticket_id;
{{sqlite}}create trigger helpdesk_texts_added after insert on helpdesk_tickets begin insert into helpdesk_text_places (ticket_id) values (new.id); insert into helpdesk_texts (rowid, text) values ((select place from helpdesk_text_places where ticket_id = new.id), new.title || ' ' || new.reference || ' ' || new.device_name); end;
{{sqlite}}create trigger helpdesk_texts_changed after update of title, reference, device_name on helpdesk_tickets when new.title <> old.title or new.reference <> old.reference or new.device_name <> old.device_name begin update helpdesk_texts set text = new.title || ' ' || new.reference || ' ' || new.device_name where rowid = (select place from helpdesk_text_places where ticket_id = new.id); end;
{{sqlite}}create trigger helpdesk_texts_gone after delete on helpdesk_tickets begin delete from helpdesk_texts where rowid = (select place from helpdesk_text_places where ticket_id = old.id); delete from helpdesk_text_places where ticket_id = old.id; end;

-- PostgreSQL has it in an extension that Debian installs with the server. Where nobody may add it, such a question reads all tickets.
{{postgres}}do $$ declare place text; begin create extension if not exists pg_trgm; select n.nspname into place from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm'; execute format('create index helpdesk_tickets_by_letters on helpdesk_tickets using gin ((lower(title || '' '' || reference || '' '' || device_name)) %I.gin_trgm_ops)', place); exception when others then null; end $$;
