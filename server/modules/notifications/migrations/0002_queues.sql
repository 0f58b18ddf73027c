-- Whose tickets a channel tells of: names of queues, separated by commas; empty: all.
alter table notifications_channels add column queues text not null default '';
