-- News for one person of ours. While it is unread, more of one kind about one thing joins it (`how_many`). `send_at`: when it goes out by mail or
-- push; null: not (any more). `shown`: in the console too.
create table notices_notices (
    id text primary key,
    account_id text not null,
    kind text not null,
    client_id text references directory_clients (id),
    ticket_id text not null,
    reference text not null,
    title text not null,
    subject_id text not null,
    body text not null,
    actor text not null,
    how_many bigint not null,
    shown boolean not null,
    by_mail boolean not null,
    by_push boolean not null,
    first_at bigint not null,
    last_at bigint not null,
    read_at bigint,
    send_at bigint,
    sent_at bigint
);
create index notices_notices_by_account on notices_notices (account_id, last_at);
create index notices_notices_unread on notices_notices (account_id, read_at, subject_id);
create index notices_notices_by_sending on notices_notices (send_at);

-- How a person wants to hear; who has no row hears as the list of kinds says.
create table notices_people (
    account_id text primary key,
    quiet_from text not null,
    quiet_until text not null,
    zone text not null,
    quiet_weekends boolean not null,
    push_topic text not null,
    wait_minutes bigint not null,
    revision bigint not null
);

create table notices_choices (
    account_id text not null,
    kind text not null,
    in_console boolean not null,
    by_mail boolean not null,
    by_push boolean not null,
    primary key (account_id, kind)
);
