-- Without a word of is_open: an engine that knows no statistics takes the subject's own index then.
drop view service_levels_v_due;
create view service_levels_v_due as
    select subject_id, kind, due_at from service_levels_clocks
    where stopped_at is null and counting = true and due_at is not null and target_s < 316224000;
