-- One file that was brought in. Columns and their fields as JSON: [{"column", "field", "origin", "samples"}].
create table imports_batches (
    id text primary key,
    name text not null,
    size_bytes bigint not null,
    received_bytes bigint not null,
    state text not null,
    format text not null,
    product text not null,
    source text not null,
    record_kind text not null,
    is_mixed boolean not null,
    encoding text not null,
    delimiter text not null,
    begins_at bigint not null,
    reason text not null,
    problem text not null,
    zone text not null,
    date_order text not null,
    rejects_requesters boolean not null,
    promises boolean not null,
    columns text not null,
    file_offset bigint not null,
    next_number bigint not null,
    bad_rows bigint not null,
    at_rank bigint not null,
    at_sort bigint not null,
    at_number bigint not null,
    done_rows bigint not null,
    was_applied boolean not null,
    counts text not null default '',
    rejected_bytes bigint not null,
    created_by text,
    created_by_name text not null,
    created_at bigint not null,
    changed_at bigint not null,
    finished_at bigint,
    revision bigint not null
);
create index imports_batches_by_state on imports_batches (state);
create index imports_batches_by_creation on imports_batches (created_at);

-- A record of the file: where it lies in it, in which order it is taken, what became of it, and what it wrote over (`before`).
create table imports_rows (
    batch_id text not null references imports_batches (id),
    number bigint not null,
    place bigint not null,
    length bigint not null,
    kind text not null,
    rank bigint not null,
    sort bigint not null,
    key text not null,
    name_key text not null,
    mail_key text not null,
    label text not null,
    outcome text not null,
    reason text not null,
    record_id text not null,
    record_revision bigint not null,
    before text not null,
    primary key (batch_id, number)
);
create index imports_rows_in_order on imports_rows (batch_id, rank, sort, number);
create index imports_rows_by_key on imports_rows (batch_id, kind, key);
create index imports_rows_by_name on imports_rows (batch_id, kind, name_key);
create index imports_rows_by_mail on imports_rows (batch_id, mail_key) where mail_key <> '';
create index imports_rows_by_outcome on imports_rows (batch_id, outcome, number);

-- Words of the other system in this file, and ours for them.
create table imports_values (
    batch_id text not null references imports_batches (id),
    list text not null,
    value_key text not null,
    value text not null,
    row_count bigint not null,
    answer text not null,
    origin text not null,
    primary key (batch_id, list, value_key)
);

-- What was answered before, for the next file of the same system.
create table imports_answers (
    source text not null,
    list text not null,
    value_key text not null,
    answer text not null,
    at bigint not null,
    by_name text not null,
    primary key (source, list, value_key)
);
create table imports_columns (
    product text not null,
    kind text not null,
    column_key text not null,
    field text not null,
    at bigint not null,
    primary key (product, kind, column_key)
);

-- Which of our records is which of theirs.
create table imports_links (
    source text not null,
    kind text not null,
    external_id text not null,
    record_id text not null,
    batch_id text not null,
    primary key (source, kind, external_id)
);
create index imports_links_by_record on imports_links (record_id);

create table imports_exports (
    id text primary key,
    state text not null,
    kinds text not null,
    at_kind text not null,
    after_id text not null,
    row_count bigint not null,
    size_bytes bigint not null,
    problem text not null,
    created_by text,
    created_by_name text not null,
    created_at bigint not null,
    finished_at bigint
);
create index imports_exports_by_state on imports_exports (state);
