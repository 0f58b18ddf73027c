-- Who works with a device (domain/model.md 4.1, assigned contact): a person of the client that it belongs to now. A move to another client
-- ends it.
create table directory_device_people (
    device_id text primary key,
    client_id text not null,
    person_id text not null,
    since bigint not null,
    foreign key (client_id, device_id) references directory_device_clients (client_id, device_id),
    foreign key (client_id, person_id) references directory_people (client_id, id)
);
create index directory_device_people_by_person on directory_device_people (client_id, person_id);
create view directory_v_device_people as select device_id, client_id, person_id from directory_device_people;
