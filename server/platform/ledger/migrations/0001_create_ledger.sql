-- The accountability log. `size` counts the entries, `tree_size` those whose subtrees are in ledger_nodes. Origin and key are set when
-- the first server makes the log's key.
create table ledger_log (
    id integer primary key check (id = 1),
    size bigint not null,
    tree_size bigint not null,
    origin text not null,
    public_key {{bytes}}
);
insert into ledger_log (id, size, tree_size, origin, public_key) values (1, 0, 0, '', null);

-- One chain for each client, and one for the provider's own acts (client ''). `counted_day`: up to which day, counted from 1970, its
-- length stands in the log.
create table ledger_chains (
    client text primary key,
    salt {{bytes}} not null,
    tag {{bytes}} not null,
    seq bigint not null,
    last_hash {{bytes}} not null,
    last_number bigint not null,
    counted_day bigint not null
);

-- `number` is the place in the tree, from 0. Salt, body and the name are gone when an entry was erased; the leaf stays.
create table ledger_entries (
    number bigint primary key,
    client text not null,
    seq bigint not null,
    at bigint not null,
    kind integer not null,
    action text not null,
    by_name text not null,
    leaf {{bytes}} not null,
    hash {{bytes}} not null,
    salt {{bytes}},
    body {{bytes}},
    unique (client, seq)
);
create index ledger_entries_by_client on ledger_entries (client, number);

-- Hashes of complete subtrees with two leaves or more.
create table ledger_nodes (
    level integer not null,
    number bigint not null,
    hash {{bytes}} not null,
    primary key (level, number)
);

create table ledger_heads (
    size bigint primary key,
    at bigint not null,
    note text not null
);

-- The newest head that each device has cosigned.
create table ledger_cosignatures (
    witness text primary key,
    client text not null,
    public_key {{bytes}} not null,
    size bigint not null,
    seconds bigint not null,
    line text not null
);
create index ledger_cosignatures_by_client on ledger_cosignatures (client, size);

create view ledger_v_entries as select number, nullif(client, '') as client_id, seq, at, kind, action, by_name, body from ledger_entries;
