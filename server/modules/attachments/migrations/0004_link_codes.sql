-- A link opens with a code that was mailed to its receiver: of what the code is made, until when, and how often it was guessed at and asked for.
alter table attachments_links add column code_seed text not null default '';
alter table attachments_links add column code_expires_at bigint;
alter table attachments_links add column wrong_codes bigint not null default 0;
alter table attachments_links add column codes_sent bigint not null default 0;
alter table attachments_links add column codes_since bigint;
