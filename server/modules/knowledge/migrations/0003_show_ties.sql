-- Reading for the rooms below: tickets in which an article was used.
create view knowledge_v_ties as select ticket_id, client_id, article_id from knowledge_uses;
