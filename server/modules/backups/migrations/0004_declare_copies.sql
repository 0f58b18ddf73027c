-- Copies of an item's data about which people said something. `plan_id`: the copy that this plan's runs write; null: of no plan.
create table backups_copies (
    id text primary key,
    client_id text not null,
    item_id text not null,
    plan_id text,
    place text not null,
    medium text not null,
    position bigint not null,
    unique (client_id, id),
    foreign key (client_id, item_id) references backups_items (client_id, id),
    foreign key (client_id, plan_id) references backups_plans (client_id, id)
);
create index backups_copies_by_item on backups_copies (item_id);

-- What was said of a property of a copy (exists, off_site, immutable, offline, encrypted), how that is known, by whom, and until when it counts. What
-- is said anew takes its place; the item's history keeps both.
create table backups_copy_words (
    copy_id text not null,
    client_id text not null,
    property text not null,
    is_so bigint not null,
    how text not null,
    said_by text not null,
    said_at bigint not null,
    until_at bigint not null,
    primary key (copy_id, property),
    foreign key (client_id, copy_id) references backups_copies (client_id, id)
);
