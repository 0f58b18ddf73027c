-- Tickets that not everybody who sees their client may read: joiners and leavers, and what somebody wants kept quiet.
create table helpdesk_confidential (
    ticket_id text primary key,
    client_id text not null,
    since bigint not null,
    foreign key (client_id, ticket_id) references helpdesk_tickets (client_id, id)
);
insert into helpdesk_confidential (ticket_id, client_id, since)
    select id, client_id, created_at from helpdesk_tickets where kind = 'lifecycle'
    or category_id in ('01a10000-0000-7000-8000-000000000003', '01a10000-0000-7000-8000-000000000004');

-- Reading for the rooms below: which they are. What the other views call them says nothing; their own words stand in
-- helpdesk_v_whole alone, for who asks first whether the reader may see it.
create view helpdesk_v_confidential as select ticket_id, client_id from helpdesk_confidential;
create view helpdesk_v_whole as
    select id, client_id, reference, kind, source, title, description, state, priority, queue, assignee_id, assignee_name, requester_id, device_id,
           device_name, created_at, changed_at, resolution_text, outside_reference
    from helpdesk_tickets;
drop view helpdesk_v_desk;
create view helpdesk_v_desk as
    select t.id, t.client_id, t.reference, t.kind, t.source,
           case when exists (select 1 from helpdesk_confidential h where h.ticket_id = t.id) then 'Confidential request' else t.title end as title,
           case when exists (select 1 from helpdesk_confidential h where h.ticket_id = t.id) then '' else t.description end as description,
           t.state, t.priority, t.queue, t.assignee_id, t.assignee_name, t.requester_id, t.device_id, t.device_name, t.created_at, t.changed_at,
           case when exists (select 1 from helpdesk_confidential h where h.ticket_id = t.id) then '' else t.resolution_text end as resolution_text,
           t.outside_reference
    from helpdesk_tickets t;
drop view helpdesk_v_ticket_contents;
create view helpdesk_v_ticket_contents as
    select t.id as ticket_id, t.client_id, t.reference, t.kind, t.source,
           case when exists (select 1 from helpdesk_confidential h where h.ticket_id = t.id) then 'Confidential request' else t.title end as title,
           case when exists (select 1 from helpdesk_confidential h where h.ticket_id = t.id) then '' else t.description end as description,
           t.state, t.requester_id, t.device_id, t.created_at, t.resolved_at, t.closed_at, t.resolution_code
    from helpdesk_tickets t;
drop view helpdesk_v_course;
create view helpdesk_v_course as
    select t.id as ticket_id, t.client_id, t.reference,
           case when exists (select 1 from helpdesk_confidential h where h.ticket_id = t.id) then 'Confidential request' else t.title end as title,
           t.kind, t.source, t.priority, t.state, t.resolution_code, t.assignee_id,
           t.assignee_name, t.created_at, t.first_response_at, t.resolved_at, t.assignment_count, t.public_count, t.internal_count,
           coalesce(f.is_repeat, false) as is_repeat
    from helpdesk_tickets t left join helpdesk_follows f on f.ticket_id = t.id where t.brought_in_at is null;

-- Each merge, so that it can be taken back: what the survivor and the duplicate were before, and what went from one to the other.
create table helpdesk_merges (
    ticket_id text not null,
    into_id text not null,
    client_id text not null,
    at bigint not null,
    undone_at bigint,
    state text not null,
    survivor_received_at bigint not null,
    survivor_impact text not null,
    survivor_urgency text not null,
    survivor_priority text not null,
    survivor_reason text not null,
    merged_priority text not null,
    survivor_alert_id text,
    survivor_alert_state text not null,
    survivor_incident_id text,
    until_at bigint,
    pause_ground text not null,
    primary key (ticket_id, at),
    foreign key (client_id, ticket_id) references helpdesk_tickets (client_id, id),
    foreign key (client_id, into_id) references helpdesk_tickets (client_id, id)
);
create index helpdesk_merges_by_survivor on helpdesk_merges (into_id);
create table helpdesk_merge_parts (
    ticket_id text not null,
    at bigint not null,
    part text not null,
    item text not null,
    primary key (ticket_id, at, part, item)
);
