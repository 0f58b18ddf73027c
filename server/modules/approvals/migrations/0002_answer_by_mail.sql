-- When somebody was told that their answer by mail was no decision: not again within a day.
alter table approvals_approvers add column told_at bigint;
