-- What was said of the last file of a product: what its source is called, and how its times are written.
create table imports_habits (
    product text primary key,
    source text not null,
    zone text not null,
    date_order text not null,
    at bigint not null
);
