-- Reading for the search: subjects and senders of what came.
create view correspondence_v_mails as
    select id, client_id, ticket_id, received_at, state, subject, from_name, from_address from correspondence_mails;
