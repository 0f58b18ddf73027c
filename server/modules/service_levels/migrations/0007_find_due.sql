-- What is due next about a subject, from the index alone: lists of thousands order by it.
create index service_levels_clocks_due on service_levels_clocks (subject_id, due_at)
    where stopped_at is null and counting = true and due_at is not null and target_s < 316224000;
