-- Reading for the rooms below: tickets that are a major incident.
create view major_incidents_v_ties as select ticket_id, client_id from major_incidents_incidents;
