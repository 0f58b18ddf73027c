-- The desk's lists: the open ones, which are few; all by their last change, as order_by writes it; by state and number, as the
-- filter language compares them.
create index helpdesk_tickets_open on helpdesk_tickets (client_id, changed_at)
    where state not in ('resolved', 'closed', 'cancelled', 'merged');
create index helpdesk_tickets_by_last_change on helpdesk_tickets ((coalesce(changed_at, 0)) desc, id);
create index helpdesk_tickets_by_state_word on helpdesk_tickets ((lower(coalesce(state, ''))));
create index helpdesk_tickets_by_reference_word on helpdesk_tickets ((lower(coalesce(reference, ''))));
