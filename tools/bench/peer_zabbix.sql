-- :hosts hosts of 200 trapper items each, as the feed names them (tools/bench/sample_mix.h): 50 of
-- floating point, the rest whole numbers. In a fresh database of Zabbix, its server stopped.
INSERT INTO hosts (hostid, host, name, name_upper, status)
SELECT 1000000 + host, 'host-' || host, 'host-' || host, 'HOST-' || host, 0 FROM generate_series(0, :hosts - 1) AS host;

INSERT INTO hosts_groups (hostgroupid, hostid, groupid)
SELECT 1000000 + host, 1000000 + host, (SELECT min(groupid) FROM hstgrp) FROM generate_series(0, :hosts - 1) AS host;

INSERT INTO items (itemid, type, hostid, name, name_upper, key_, value_type)
SELECT 10000000 + host * 200 + item, 2, 1000000 + host, 'item ' || item, 'ITEM ' || item, 'item_' || item, CASE WHEN item < 50 THEN 0 ELSE 3 END
FROM generate_series(0, :hosts - 1) AS host, generate_series(0, 199) AS item;

INSERT INTO item_rtdata (itemid) SELECT itemid FROM items WHERE itemid >= 10000000;
