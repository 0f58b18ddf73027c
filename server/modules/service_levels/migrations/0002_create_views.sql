-- Reading for the rooms below: what is due next about a subject.
create view service_levels_v_due as
    select subject_id, kind, due_at from service_levels_clocks
    where is_open = true and counting = true and due_at is not null and target_s < 316224000;
