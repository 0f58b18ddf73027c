-- What a demonstration brought that is no client's: accounts, articles, templates. `row_key`: the first column of the table's key.
create table directory_demo_rows (
    table_name text not null,
    row_key text not null,
    primary key (table_name, row_key)
);
