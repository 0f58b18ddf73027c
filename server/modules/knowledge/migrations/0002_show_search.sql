-- Reading for the search: what articles say, and for whom they are written.
create view knowledge_v_articles as select id, client_id, title, body, audience, archived, changed_at from knowledge_articles;
