create table reconcilers_leases (
    name text primary key,
    holder text not null,
    until bigint not null
);
