-- Where a report was before its ticket went into another: what the report goes back to when the merge is taken back.
create table proactivity_merged_reports (
    report_id text primary key,
    client_id text not null references directory_clients (id),
    disturbance_id text,
    linked_by text not null,
    at bigint not null
);
