-- A trigger on each of the first 90 items of each host, none of which ever fires.
INSERT INTO triggers (triggerid, expression, description, priority)
SELECT itemid, '{' || itemid || '}>1000000000000000', 'too high', 3 FROM items WHERE itemid >= 10000000 AND (itemid - 10000000) % 200 < 90;

INSERT INTO functions (functionid, itemid, triggerid, name, parameter)
SELECT triggerid, triggerid, triggerid, 'last', '$' FROM triggers WHERE triggerid >= 10000000;
