-- Fills the stopped state folder's database with devices, as enrolment and an hour of reports would
-- have left them: :devices of them over :clients clients with two sites each, heard at :now (Unix ms)
-- and due again only after a day, so that none goes silent while it is looked at. One in a hundred has
-- a volume that was told to be full. Ids are made from their number: the same devices each time.
pragma synchronous = off;
begin;
create temp table made_clients as
  with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < :clients)
  select i, printf('01990000-0000-7001-8000-%012x', i) as id, printf('Client %04d Ltd', i) as name from n;
insert into directory_clients (id, name, name_key, status, zone, note, demo, revision, created_at, changed_at)
  select id, name, lower(name), 'active', 'UTC', '', false, 1, :now, :now from made_clients;
insert into directory_sites (id, client_id, name, name_key, address, zone, demo, revision, created_at, changed_at)
  select printf('01990000-0000-7002-8000-%012x', c.i * 2 + s.k), c.id, s.name, lower(s.name), '', 'UTC', false, 1, :now, :now
  from made_clients c, (select 0 as k, 'Head office' as name union all select 1, 'Warehouse') s;

-- Names do not come in the order of the numbers: sorting has something to do.
create temp table made_devices as
  with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < :devices)
  select i, printf('01990000-0000-7003-8000-%012x', i) as id, i % :clients as client, (i * 7919) % 1000003 as scrambled,
         case when i % 4 = 0 then 'server' when i % 4 = 1 then 'laptop' else 'workstation' end as kind from n;
insert into directory_devices (id, client_id, site_id, name, hostname, device_class, criticality, criticality_assumed, status, note,
    attention, first_use_trust, machine_fingerprint, os, demo, revision, enrolled_at, changed_at, retired_at, retired_reason)
  select d.id, c.id, printf('01990000-0000-7002-8000-%012x', c.i * 2 + d.i % 2), printf('%s-%06d', substr(d.kind, 1, 3), d.scrambled),
         printf('%s-%06d.client-%04d.example.net', substr(d.kind, 1, 3), d.scrambled, c.i), d.kind,
         case d.kind when 'server' then 'C2' else 'C3' end, true, 'active', '', '', false, printf('made-%d', d.i),
         case d.scrambled % 3 when 0 then 'Debian GNU/Linux 12 (bookworm)' when 1 then 'Ubuntu 24.04.1 LTS' else 'Debian GNU/Linux 13 (trixie)' end,
         false, 1, :now - 86400000, :now, null, ''
  from made_devices d join made_clients c on c.i = d.client;
insert into directory_device_clients (client_id, device_id, since, until) select client_id, id, enrolled_at, null from directory_devices;
insert into monitoring_devices (device_id, client_id, last_heard_at, interval_s) select id, client_id, :now, 86400 from directory_devices;
insert into monitoring_check_instances (id, client_id, device_id, check_code, item, state, told, since, value, observed_at, large,
    warning_since, warning_good_since, warning_crossed, warning_hard, critical_since, critical_good_since, critical_crossed, critical_hard, changes)
  select printf('01990000-0000-7004-8000-%012x', d.i), c.id, d.id, 'S01', '/', case d.i % 300 when 0 then 'critical' else 'warning' end,
         case d.i % 300 when 0 then 'critical' else 'warning' end, :now / 1000, 93.1, 0, false, :now / 1000, 0, 0, true,
         case d.i % 300 when 0 then :now / 1000 else 0 end, 0, 0, d.i % 300 = 0, 1
  from made_devices d join made_clients c on c.i = d.client where d.i % 100 = 0;
commit;
