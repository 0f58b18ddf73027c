-- When people could work again, and what the disturbance did to them. The impact that ran before it was stopped is kept in
-- milliseconds; since when it runs, while it does. Those of before ran from their beginning until they were restored.
alter table alerting_incidents add column mitigated_at bigint;
alter table alerting_incidents add column mitigated_by text not null default '';
alter table alerting_incidents add column impact_ms bigint not null default 0;
alter table alerting_incidents add column impact_since bigint;
alter table alerting_incidents add column users_affected bigint;
alter table alerting_incidents add column cost_minor bigint not null default 0;
alter table alerting_incidents add column cost_currency text not null default '';
update alerting_incidents set impact_ms = case when restored_at > started_at then restored_at - started_at else 0 end
    where restored_at is not null and state <> 'discarded';
update alerting_incidents set impact_since = started_at where restored_at is null and resolved_at is null and state <> 'discarded';
