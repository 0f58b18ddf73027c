-- What waits for a machine, and what was not begun in time, among the runs of years.
create index jobs_runs_by_state on jobs_policy_runs (state, not_after);
