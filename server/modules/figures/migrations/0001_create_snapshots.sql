-- Closed months as they were counted. A row never changes: what turns up later, or another definition, makes a new one with its reason.
-- `totals` and `lines`: steward.figures.v1.ClosedTotals and ClosedMonth.
-- Worked out from the records of its client, so it goes with the client (an import that is taken back).
create table figures_snapshots (
    client_id text not null references directory_clients (id) on delete cascade,
    month text not null,
    number bigint not null,
    computed_at bigint not null,
    definition_version bigint not null,
    reason text not null,
    totals {{bytes}} not null,
    lines {{bytes}} not null,
    primary key (client_id, month, number)
);

-- Which of them holds, and when it was last compared with the records.
create table figures_months (
    month text not null,
    client_id text not null references directory_clients (id) on delete cascade,
    number bigint not null,
    definition_version bigint not null,
    checked_at bigint not null,
    primary key (month, client_id)
);
