-- Whoever was told of incidents also carries pages. Nobody is paged before there is an on-call schedule.
update notifications_channels set events = events || ',page.due,roster.gap,paging_test.missed' where events like '%incident.opened%';
