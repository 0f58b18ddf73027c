-- Each reminder by its words, so that it counts only when they were delivered or can be read. Without words: nobody could be reminded.
create table helpdesk_reminders (
    ticket_id text not null,
    client_id text not null,
    at bigint not null,
    message_id text,
    primary key (ticket_id, at),
    foreign key (client_id, ticket_id) references helpdesk_tickets (client_id, id)
);
insert into helpdesk_reminders (ticket_id, client_id, at, message_id)
    select m.ticket_id, m.client_id, m.at, min(m.id) from helpdesk_messages m join helpdesk_tickets t on t.id = m.ticket_id
    where t.state = 'waiting_client' and m.author_kind = 'system' and m.internal = false and m.at >= t.state_since
    and m.body like 'We are still waiting for your answer about %' group by m.ticket_id, m.client_id, m.at;
