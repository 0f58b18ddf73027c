-- Reading for the rooms below: tickets about which somebody is asked.
create view surveys_v_ties as select ticket_id, client_id from surveys_surveys;
