-- A lost P1 or P2 leaves the count only when a second person agreed (domain/model.md 5.27): the wish is an override like the others.
alter table proactivity_disturbances add column is_grave boolean not null default false;
alter table proactivity_disturbances add column agreed_exclusion text not null default '';
alter table proactivity_overrides add column exclusion text not null default '';
-- It waits beside one that is about the verdict itself.
drop index proactivity_overrides_one_pending;
create unique index proactivity_overrides_one_pending on proactivity_overrides (disturbance_id) where state = 'pending' and kind <> 'exclusion';
create unique index proactivity_overrides_one_exclusion on proactivity_overrides (disturbance_id) where state = 'pending' and kind = 'exclusion';
create index proactivity_overrides_by_client on proactivity_overrides (client_id, requested_at);
-- Reading for the rooms below: what people decided over the rule.
create view proactivity_v_overrides as
    select o.id as override_id, o.client_id, o.disturbance_id, d.reference, d.title, o.kind, o.from_verdict, o.to_verdict, o.exclusion,
           o.reason, o.improves, o.state, o.requested_by_id, o.requested_by, o.requested_at, o.decided_by, o.decided_at, o.note
    from proactivity_overrides o join proactivity_disturbances d on d.id = o.disturbance_id;
