-- The ticket that a line was written for, while that is merged into another: where it goes when the merge is taken back.
alter table templates_checklist add column came_from text;
