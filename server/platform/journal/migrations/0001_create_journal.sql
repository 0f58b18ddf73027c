create table journal_facts (
    number bigint primary key,
    at bigint not null,
    kind text not null,
    client_id text,
    subject text not null,
    body {{bytes}} not null
);

create table journal_cursors (
    reader text primary key,
    number bigint not null
);
