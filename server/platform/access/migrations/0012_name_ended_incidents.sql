-- Views of the page of incidents that say "closed", as its own views did until an unknown state was refused: an incident ends as resolved
-- or discarded.
update access_saved_views set query =
    replace(replace(replace(replace(replace(replace(replace(replace(query,
        'state:closed', 'state:resolved,discarded'),
        'detected,closed', 'detected,resolved,discarded'),
        'acknowledged,closed', 'acknowledged,resolved,discarded'),
        'mitigated,closed', 'mitigated,resolved,discarded'),
        'restored,closed', 'restored,resolved,discarded'),
        'resolved,closed', 'resolved,discarded'),
        'discarded,closed', 'discarded,resolved'),
        'resolved,discarded,resolved', 'resolved,discarded')
    where page = 'incidents' and query like '%closed%';
