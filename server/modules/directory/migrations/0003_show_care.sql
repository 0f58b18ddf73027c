-- Reading for the rooms below: which device was in whose care, and until when.
create view directory_v_care as
    select o.client_id, o.device_id, d.device_class, o.since, coalesce(o.until, d.retired_at) as until, d.demo
    from directory_device_clients o join directory_devices d on d.id = o.device_id;
