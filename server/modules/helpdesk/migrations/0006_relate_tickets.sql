-- What a ticket is about. The tree is data that people change; a category that is no longer used is archived.
create table helpdesk_categories (
    id text primary key,
    parent_id text references helpdesk_categories (id),
    name text not null,
    path text not null,
    path_key text not null unique,
    depth bigint not null,
    archived boolean not null,
    revision bigint not null
);
create index helpdesk_categories_by_parent on helpdesk_categories (parent_id);
-- A usable beginning.
insert into helpdesk_categories (id, parent_id, name, path, path_key, depth, archived, revision) values
    ('01a10000-0000-7000-8000-000000000001', null, 'Accounts and access', 'Accounts and access', 'accounts and access', 0, false, 1),
    ('01a10000-0000-7000-8000-000000000002', '01a10000-0000-7000-8000-000000000001', 'Password or sign-in', 'Accounts and access / Password or sign-in', 'accounts and access / password or sign-in', 1, false, 1),
    ('01a10000-0000-7000-8000-000000000003', '01a10000-0000-7000-8000-000000000001', 'New person', 'Accounts and access / New person', 'accounts and access / new person', 1, false, 1),
    ('01a10000-0000-7000-8000-000000000004', '01a10000-0000-7000-8000-000000000001', 'Person leaves', 'Accounts and access / Person leaves', 'accounts and access / person leaves', 1, false, 1),
    ('01a10000-0000-7000-8000-000000000005', '01a10000-0000-7000-8000-000000000001', 'Permissions', 'Accounts and access / Permissions', 'accounts and access / permissions', 1, false, 1),
    ('01a10000-0000-7000-8000-000000000006', null, 'Computers and devices', 'Computers and devices', 'computers and devices', 0, false, 1),
    ('01a10000-0000-7000-8000-000000000007', '01a10000-0000-7000-8000-000000000006', 'Computer', 'Computers and devices / Computer', 'computers and devices / computer', 1, false, 1),
    ('01a10000-0000-7000-8000-000000000008', '01a10000-0000-7000-8000-000000000006', 'Phone or tablet', 'Computers and devices / Phone or tablet', 'computers and devices / phone or tablet', 1, false, 1),
    ('01a10000-0000-7000-8000-000000000009', '01a10000-0000-7000-8000-000000000006', 'Printer or scanner', 'Computers and devices / Printer or scanner', 'computers and devices / printer or scanner', 1, false, 1),
    ('01a10000-0000-7000-8000-00000000000a', '01a10000-0000-7000-8000-000000000006', 'Screen, dock, accessories', 'Computers and devices / Screen, dock, accessories', 'computers and devices / screen, dock, accessories', 1, false, 1),
    ('01a10000-0000-7000-8000-00000000000b', null, 'Software', 'Software', 'software', 0, false, 1),
    ('01a10000-0000-7000-8000-00000000000c', '01a10000-0000-7000-8000-00000000000b', 'Office and mail programs', 'Software / Office and mail programs', 'software / office and mail programs', 1, false, 1),
    ('01a10000-0000-7000-8000-00000000000d', '01a10000-0000-7000-8000-00000000000b', 'Line-of-business application', 'Software / Line-of-business application', 'software / line-of-business application', 1, false, 1),
    ('01a10000-0000-7000-8000-00000000000e', '01a10000-0000-7000-8000-00000000000b', 'Installation or update', 'Software / Installation or update', 'software / installation or update', 1, false, 1),
    ('01a10000-0000-7000-8000-00000000000f', '01a10000-0000-7000-8000-00000000000b', 'Licence', 'Software / Licence', 'software / licence', 1, false, 1),
    ('01a10000-0000-7000-8000-000000000010', null, 'Mail and calendar', 'Mail and calendar', 'mail and calendar', 0, false, 1),
    ('01a10000-0000-7000-8000-000000000011', '01a10000-0000-7000-8000-000000000010', 'Sending or receiving', 'Mail and calendar / Sending or receiving', 'mail and calendar / sending or receiving', 1, false, 1),
    ('01a10000-0000-7000-8000-000000000012', '01a10000-0000-7000-8000-000000000010', 'Mailbox or distribution list', 'Mail and calendar / Mailbox or distribution list', 'mail and calendar / mailbox or distribution list', 1, false, 1),
    ('01a10000-0000-7000-8000-000000000013', '01a10000-0000-7000-8000-000000000010', 'Unwanted mail', 'Mail and calendar / Unwanted mail', 'mail and calendar / unwanted mail', 1, false, 1),
    ('01a10000-0000-7000-8000-000000000014', null, 'Network and internet', 'Network and internet', 'network and internet', 0, false, 1),
    ('01a10000-0000-7000-8000-000000000015', '01a10000-0000-7000-8000-000000000014', 'Internet line', 'Network and internet / Internet line', 'network and internet / internet line', 1, false, 1),
    ('01a10000-0000-7000-8000-000000000016', '01a10000-0000-7000-8000-000000000014', 'Wireless network', 'Network and internet / Wireless network', 'network and internet / wireless network', 1, false, 1),
    ('01a10000-0000-7000-8000-000000000017', '01a10000-0000-7000-8000-000000000014', 'Remote access', 'Network and internet / Remote access', 'network and internet / remote access', 1, false, 1),
    ('01a10000-0000-7000-8000-000000000018', '01a10000-0000-7000-8000-000000000014', 'Firewall', 'Network and internet / Firewall', 'network and internet / firewall', 1, false, 1),
    ('01a10000-0000-7000-8000-000000000019', null, 'Servers and storage', 'Servers and storage', 'servers and storage', 0, false, 1),
    ('01a10000-0000-7000-8000-00000000001a', '01a10000-0000-7000-8000-000000000019', 'Server', 'Servers and storage / Server', 'servers and storage / server', 1, false, 1),
    ('01a10000-0000-7000-8000-00000000001b', '01a10000-0000-7000-8000-000000000019', 'File share', 'Servers and storage / File share', 'servers and storage / file share', 1, false, 1),
    ('01a10000-0000-7000-8000-00000000001c', '01a10000-0000-7000-8000-000000000019', 'Database', 'Servers and storage / Database', 'servers and storage / database', 1, false, 1),
    ('01a10000-0000-7000-8000-00000000001d', '01a10000-0000-7000-8000-000000000019', 'Virtual machine', 'Servers and storage / Virtual machine', 'servers and storage / virtual machine', 1, false, 1),
    ('01a10000-0000-7000-8000-00000000001e', null, 'Backup and recovery', 'Backup and recovery', 'backup and recovery', 0, false, 1),
    ('01a10000-0000-7000-8000-00000000001f', '01a10000-0000-7000-8000-00000000001e', 'Backup failed', 'Backup and recovery / Backup failed', 'backup and recovery / backup failed', 1, false, 1),
    ('01a10000-0000-7000-8000-000000000020', '01a10000-0000-7000-8000-00000000001e', 'Restore wanted', 'Backup and recovery / Restore wanted', 'backup and recovery / restore wanted', 1, false, 1),
    ('01a10000-0000-7000-8000-000000000021', null, 'Security', 'Security', 'security', 0, false, 1),
    ('01a10000-0000-7000-8000-000000000022', '01a10000-0000-7000-8000-000000000021', 'Suspicious mail or call', 'Security / Suspicious mail or call', 'security / suspicious mail or call', 1, false, 1),
    ('01a10000-0000-7000-8000-000000000023', '01a10000-0000-7000-8000-000000000021', 'Malware', 'Security / Malware', 'security / malware', 1, false, 1),
    ('01a10000-0000-7000-8000-000000000024', '01a10000-0000-7000-8000-000000000021', 'Lost or stolen device', 'Security / Lost or stolen device', 'security / lost or stolen device', 1, false, 1),
    ('01a10000-0000-7000-8000-000000000025', null, 'Telephony', 'Telephony', 'telephony', 0, false, 1),
    ('01a10000-0000-7000-8000-000000000026', null, 'Purchase and advice', 'Purchase and advice', 'purchase and advice', 0, false, 1),
    ('01a10000-0000-7000-8000-000000000027', '01a10000-0000-7000-8000-000000000026', 'Order', 'Purchase and advice / Order', 'purchase and advice / order', 1, false, 1),
    ('01a10000-0000-7000-8000-000000000028', '01a10000-0000-7000-8000-000000000026', 'Question', 'Purchase and advice / Question', 'purchase and advice / question', 1, false, 1),
    ('01a10000-0000-7000-8000-000000000029', null, 'Other', 'Other', 'other', 0, false, 1);

-- One category; at most one parent; where a duplicate went. What the clock does next with it, and when.
alter table helpdesk_tickets add column category_id text;
alter table helpdesk_tickets add column parent_id text;
alter table helpdesk_tickets add column merged_into_id text;
alter table helpdesk_tickets add column state_since bigint not null default 0;
alter table helpdesk_tickets add column until_at bigint;
alter table helpdesk_tickets add column pause_ground text not null default '';
alter table helpdesk_tickets add column reminders bigint not null default 0;
alter table helpdesk_tickets add column next_at bigint;
update helpdesk_tickets set state_since = changed_at;
update helpdesk_tickets set next_at = changed_at where state in ('waiting_client', 'resolved');
create index helpdesk_tickets_by_next on helpdesk_tickets (next_at);
create index helpdesk_tickets_by_parent on helpdesk_tickets (parent_id);
create index helpdesk_tickets_by_survivor on helpdesk_tickets (merged_into_id);
create index helpdesk_tickets_by_category on helpdesk_tickets (category_id);

create table helpdesk_tags (
    ticket_id text not null,
    tag text not null,
    client_id text not null,
    primary key (ticket_id, tag),
    foreign key (client_id, ticket_id) references helpdesk_tickets (client_id, id)
);
create index helpdesk_tags_by_tag on helpdesk_tags (tag);

-- Who wants to hear of it: an account of ours, or a person of the client.
create table helpdesk_watchers (
    ticket_id text not null,
    kind text not null,
    watcher_id text not null,
    client_id text not null,
    name text not null,
    how text not null,
    since bigint not null,
    primary key (ticket_id, kind, watcher_id),
    foreign key (client_id, ticket_id) references helpdesk_tickets (client_id, id)
);
create index helpdesk_watchers_by_watcher on helpdesk_watchers (watcher_id);

-- Whom and what it hits, beside the requester and the device that it names itself.
create table helpdesk_affected (
    ticket_id text not null,
    kind text not null,
    thing_id text not null,
    client_id text not null,
    name text not null,
    primary key (ticket_id, kind, thing_id),
    foreign key (client_id, ticket_id) references helpdesk_tickets (client_id, id)
);
create index helpdesk_affected_by_thing on helpdesk_affected (thing_id);

-- Ties between tickets of one client, each written once: caused_by, fixed_by, related, split_from.
create table helpdesk_links (
    from_id text not null,
    relation text not null,
    to_id text not null,
    client_id text not null,
    at bigint not null,
    primary key (from_id, relation, to_id),
    foreign key (client_id, from_id) references helpdesk_tickets (client_id, id),
    foreign key (client_id, to_id) references helpdesk_tickets (client_id, id)
);
create index helpdesk_links_by_other on helpdesk_links (to_id);
create index helpdesk_follows_by_ended on helpdesk_follows (follows_id);

-- Reading for the rooms below: who wants to hear, and which categories and tags there are.
create view helpdesk_v_watchers as select ticket_id, client_id, kind, watcher_id, name, since from helpdesk_watchers;
create view helpdesk_v_ticket_places as
    select t.id as ticket_id, t.client_id, t.category_id, k.path as category, t.parent_id, t.merged_into_id, t.until_at from helpdesk_tickets t
    left join helpdesk_categories k on k.id = t.category_id;
create view helpdesk_v_tags as select ticket_id, client_id, tag from helpdesk_tags;
