-- A question in a ticket that people decide. next_at: when those who have not are reminded by the program; null: no more.
create table approvals_requests (
    id text primary key,
    client_id text not null references directory_clients (id),
    ticket_id text not null,
    reference text not null,
    ticket_title text not null,
    side text not null,
    kind text not null,
    question text not null,
    consequence text not null,
    cost_minor bigint not null,
    currency text not null,
    rule text not null,
    state text not null,
    due_at bigint,
    asked_by_id text,
    asked_by text not null,
    asked_at bigint not null,
    ended_at bigint,
    end_reason text not null,
    reminder_count bigint not null,
    reminded_at bigint,
    next_at bigint,
    expires_at bigint not null,
    revision bigint not null,
    unique (client_id, id),
    foreign key (client_id, ticket_id) references helpdesk_tickets (client_id, id)
);
create index approvals_requests_by_ticket on approvals_requests (ticket_id);
create index approvals_requests_by_next on approvals_requests (next_at);

-- One of those who are asked: a person of the client, or an account of ours.
create table approvals_approvers (
    id text primary key,
    client_id text not null,
    request_id text not null,
    position bigint not null,
    person_id text,
    account_id text,
    name text not null,
    state text not null,
    decided_at bigint,
    via text not null,
    remark text not null,
    foreign key (client_id, request_id) references approvals_requests (client_id, id)
);
create index approvals_approvers_by_request on approvals_approvers (request_id, position);
create index approvals_approvers_by_person on approvals_approvers (person_id);
create index approvals_approvers_by_account on approvals_approvers (account_id);

-- The key of the links, sealed under the installation's master key.
create table approvals_keys (
    name text primary key,
    sealed {{bytes}} not null
);
