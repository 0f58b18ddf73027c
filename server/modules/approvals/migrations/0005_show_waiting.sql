-- Reading for the rooms below: which people of clients are asked and have not decided.
create view approvals_v_waiting as
    select a.person_id, a.client_id, r.ticket_id from approvals_approvers a join approvals_requests r on r.id = a.request_id
    where a.person_id is not null and a.state = 'pending' and r.state = 'pending';
