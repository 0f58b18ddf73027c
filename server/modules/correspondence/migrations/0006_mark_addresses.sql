-- Addresses that took no mail of ours, from the first that did not arrive until somebody writes from there again.
create table correspondence_addresses (
    address text primary key,
    since_at bigint not null,
    last_at bigint not null,
    how_many bigint not null,
    note text not null,
    told_at bigint
);
