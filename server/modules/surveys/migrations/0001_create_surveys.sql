-- One survey a ticket. `asked_week` is set when it is sent: never two of one person in one week, whoever sends.
create table surveys_surveys (
    id text primary key,
    client_id text not null references directory_clients (id),
    ticket_id text not null unique,
    reference text not null,
    title text not null,
    person_id text not null,
    person_name text not null,
    technician_id text,
    technician_name text not null,
    state text not null,
    reason text not null,
    due_at bigint not null,
    sent_at bigint,
    asked_week text,
    answer text not null,
    comment text not null,
    answered_at bigint,
    answered_via text not null,
    follow_up_ticket_id text,
    follow_up_reference text not null,
    foreign key (client_id, person_id) references directory_people (client_id, id),
    unique (person_id, asked_week)
);
create index surveys_surveys_due on surveys_surveys (state, due_at);
create index surveys_surveys_by_client on surveys_surveys (client_id, sent_at);
create index surveys_surveys_by_person on surveys_surveys (person_id, sent_at);

-- People who are asked no more.
create table surveys_refusals (
    person_id text primary key,
    client_id text not null,
    since bigint not null,
    by_name text not null,
    foreign key (client_id, person_id) references directory_people (client_id, id)
);

-- The key of the links is made at the first start; nothing is asked before somebody turns it on.
create table surveys_settings (
    id bigint primary key,
    enabled boolean not null,
    question text not null,
    delay_minutes bigint not null,
    follow_up_queue text not null,
    key_sealed {{bytes}},
    revision bigint not null
);
