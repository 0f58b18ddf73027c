-- How the mailbox's access tokens are made; a token endpoint and a refresh token together replace a token that somebody typed in.
alter table correspondence_settings add column imap_token_url text not null default '';
alter table correspondence_settings add column imap_client_id text not null default '';
alter table correspondence_settings add column imap_scope text not null default '';
alter table correspondence_settings add column imap_client_secret_sealed {{bytes}};
alter table correspondence_settings add column imap_refresh_sealed {{bytes}};
