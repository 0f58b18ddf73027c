-- The ticket in which it was asked, while that is merged into another: where it goes when the merge is taken back.
alter table approvals_requests add column came_from text;
