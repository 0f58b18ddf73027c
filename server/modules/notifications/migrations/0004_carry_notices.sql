-- Whoever carries pages also carries what single people of ours asked to hear.
update notifications_channels set events = events || ',notice.personal' where kind in ('email', 'ntfy') and events like '%page.due%';
