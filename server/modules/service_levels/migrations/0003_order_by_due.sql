-- As the list orders: what has no due time first.
drop index service_levels_clocks_by_due;
create index service_levels_clocks_by_due on service_levels_clocks ((coalesce(due_at, 0)), id);
