-- The machine's own signed result says that it was stopped at the end of its time.
alter table jobs_targets add column ran_too_long boolean not null default false;

-- Runs have output as machines of a job have.
alter table jobs_policy_runs add column output_bytes bigint not null default 0;
alter table jobs_policy_runs add column output_digest text not null default '';
alter table jobs_policy_runs add column output_whole boolean not null default false;

-- First aid that set the same thing right again and again: the ticket of the problem that it opened.
create table jobs_hidden_causes (
    fingerprint text primary key,
    client_id text not null references directory_clients (id),
    ticket_id text not null,
    opened_at bigint not null
);
