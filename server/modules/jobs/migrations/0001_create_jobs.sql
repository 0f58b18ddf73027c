-- What jobs name by digest: texts of scripts, contents of files. Never changed, never twice.
create table jobs_files (
    digest text primary key,
    content {{bytes}} not null,
    name text not null
);

-- The library. state: written, reviewed, retired. What runs (text, interpreter, parameters) is numbered; each number was written once.
create table jobs_scripts (
    id text primary key,
    name text not null,
    name_key text not null unique,
    about text not null,
    interpreter text not null,
    parameters {{bytes}} not null,
    operating_system text not null,
    timeout_s bigint not null,
    version bigint not null,
    digest text not null,
    state text not null,
    author_id text,
    author text not null,
    reviewer text not null,
    reviewed_at bigint,
    changed_at bigint not null,
    revision bigint not null
);
create table jobs_script_versions (
    script_id text not null references jobs_scripts (id),
    version bigint not null,
    digest text not null references jobs_files (digest),
    author_id text,
    author text not null,
    at bigint not null,
    reviewer text not null,
    note text not null,
    primary key (script_id, version)
);

-- A job: a draft until people have signed it. wish: what was asked for, for a repetition; payload: what the signer gets.
create table jobs_jobs (
    id text primary key,
    client_id text not null references directory_clients (id),
    job_class bigint not null,
    title text not null,
    state text not null,
    author_id text,
    author text not null,
    drafted_at bigint not null,
    reason text not null,
    ticket_id text,
    ticket_reference text not null,
    wish {{bytes}} not null,
    script_id text,
    script_name text not null,
    script_digest text not null,
    script_version bigint not null,
    payload {{bytes}} not null,
    files text not null,
    not_before bigint not null,
    not_after bigint not null,
    usual_window boolean not null,
    timeout_s bigint not null,
    devices bigint not null,
    radius text not null,
    persons bigint not null,
    signed_by text not null,
    message_id text not null,
    signed_at bigint,
    frame {{bytes}} not null,
    log_number bigint not null,
    approved_by text not null,
    approved_at bigint,
    alone_until bigint,
    retry_of text,
    halted text not null,
    is_foreign boolean not null,
    is_sealed boolean not null,
    open_batch bigint not null,
    count_waiting bigint not null,
    count_running bigint not null,
    count_done bigint not null,
    count_failed bigint not null,
    count_refused bigint not null,
    count_expired bigint not null,
    count_unknown bigint not null,
    count_cancelled bigint not null,
    revision bigint not null,
    unique (client_id, id)
);
create index jobs_by_message on jobs_jobs (message_id);
create index jobs_by_script on jobs_jobs (script_id, script_version);
create index jobs_by_end on jobs_jobs (state, not_after);

-- A job on one machine. waits: refused for now, for a reason that passes. batch: 1 goes first.
create table jobs_targets (
    job_id text not null,
    device_id text not null,
    client_id text not null,
    device_name text not null,
    gate_id text not null,
    state text not null,
    words text not null,
    refusal bigint not null,
    exit_code bigint not null,
    batch bigint not null,
    waits boolean not null,
    delivered_at bigint,
    started_at bigint,
    ended_at bigint,
    observed_at bigint,
    output_bytes bigint not null,
    output_digest text not null,
    output_whole boolean not null,
    result {{bytes}} not null,
    primary key (job_id, device_id),
    foreign key (client_id, job_id) references jobs_jobs (client_id, id),
    foreign key (client_id, device_id) references directory_device_clients (client_id, device_id)
);
create index jobs_targets_by_device on jobs_targets (device_id, state);

-- What was written, as it came. work_id: of a job or of a run of a policy.
create table jobs_output (
    work_id text not null,
    device_id text not null,
    begins_at bigint not null,
    part {{bytes}} not null,
    primary key (work_id, device_id, begins_at)
);

-- What happened to it, oldest first; nothing here changes.
create table jobs_lines (
    job_id text not null references jobs_jobs (id),
    number bigint not null,
    at bigint not null,
    by_name text not null,
    body text not null,
    primary key (job_id, number)
);

-- Standing policies, the newest version of each. state: in_force, replaced, over.
create table jobs_policies (
    id text primary key,
    client_id text not null references directory_clients (id),
    version bigint not null,
    job_class bigint not null,
    frame {{bytes}} not null,
    allowed {{bytes}} not null,
    trigger_kind bigint not null,
    conditions text not null,
    windows text not null,
    not_before bigint not null,
    not_after bigint not null,
    runs_a_day bigint not null,
    signed_by text not null,
    message_id text not null,
    log_number bigint not null,
    devices bigint not null,
    by_tags boolean not null,
    unique (client_id, id)
);
create table jobs_policy_devices (
    policy_id text not null references jobs_policies (id),
    device_id text not null,
    version_held bigint not null,
    primary key (policy_id, device_id)
);
create index jobs_policies_by_device on jobs_policy_devices (device_id);

create table jobs_policy_runs (
    id text primary key,
    policy_id text not null,
    client_id text not null,
    item bigint not null,
    item_name text not null,
    device_id text not null,
    device_name text not null,
    state text not null,
    words text not null,
    exit_code bigint not null,
    issued_at bigint not null,
    not_after bigint not null,
    ended_at bigint,
    cause text not null,
    fingerprint text not null,
    frame {{bytes}} not null,
    files text not null,
    message_id text not null,
    result {{bytes}} not null,
    foreign key (client_id, policy_id) references jobs_policies (client_id, id)
);
create index jobs_runs_by_message on jobs_policy_runs (message_id);
create index jobs_runs_by_device on jobs_policy_runs (device_id, state);
create index jobs_runs_by_fingerprint on jobs_policy_runs (fingerprint, issued_at);
create index jobs_runs_by_policy on jobs_policy_runs (policy_id, issued_at);

-- Results of work that this server sent to nobody: what a machine began by a policy's own schedule.
create table jobs_other_results (
    work_id text not null,
    device_id text not null,
    client_id text not null,
    at bigint not null,
    frame {{bytes}} not null,
    primary key (work_id, device_id)
);
