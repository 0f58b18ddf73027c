-- What a machine saw that somebody has to look at, as long as it has not passed: "log", "gate-key", "enrolled-anew".
create table authority_alarms (
    device_id text not null references directory_devices (id),
    item text not null,
    raised_at bigint not null,
    primary key (device_id, item)
);
