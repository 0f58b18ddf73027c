-- What our own people or a vendor saw before anybody of the client told us: the ticket that they opened about it.
create table proactivity_observations (
    ticket_id text primary key,
    client_id text not null references directory_clients (id),
    disturbance_id text not null,
    by_whom text not null,
    at bigint not null,
    device_id text,
    foreign key (client_id, disturbance_id) references proactivity_disturbances (client_id, id)
);
create index proactivity_observations_by_disturbance on proactivity_observations (disturbance_id);
