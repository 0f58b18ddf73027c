-- Reading for the rooms below: in which tickets somebody was asked.
create view approvals_v_asked as select id as approval_id, client_id, ticket_id from approvals_requests;
