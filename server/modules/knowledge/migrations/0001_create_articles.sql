-- Articles. client_id null: about no client in particular. The words of every version stand in knowledge_versions.
create table knowledge_articles (
    id text primary key,
    title text not null,
    body text not null,
    category text not null,
    audience text not null,
    client_id text references directory_clients (id),
    owner_id text,
    owner_name text not null,
    review_on text not null,
    review_due boolean not null,
    archived boolean not null,
    version bigint not null,
    created_at bigint not null,
    changed_at bigint not null,
    changed_by text not null,
    revision bigint not null
);
create index knowledge_articles_by_category on knowledge_articles (category, title);
create index knowledge_articles_by_review on knowledge_articles (review_on);

create table knowledge_versions (
    article_id text not null references knowledge_articles (id),
    number bigint not null,
    id text not null unique,
    title text not null,
    body text not null,
    author text not null,
    at bigint not null,
    what_changed text not null,
    primary key (article_id, number)
);

create table knowledge_ratings (
    article_id text not null references knowledge_articles (id),
    account_id text not null,
    helpful boolean not null,
    comment text not null,
    at bigint not null,
    primary key (article_id, account_id)
);

create table knowledge_uses (
    client_id text not null,
    ticket_id text not null,
    article_id text not null references knowledge_articles (id),
    how text not null,
    by_name text not null,
    at bigint not null,
    primary key (ticket_id, article_id),
    foreign key (client_id, ticket_id) references helpdesk_tickets (client_id, id)
);
create index knowledge_uses_by_article on knowledge_uses (article_id);

-- What suggestions are found by: the room's own words, cut and folded by it (words.h), so both databases find the same.
{{sqlite}}create virtual table knowledge_words using fts5 (article_id unindexed, title, body, tokenize='ascii');
{{postgres}}create table knowledge_words (article_id text primary key references knowledge_articles (id), words tsvector not null);
{{postgres}}create index knowledge_words_by_word on knowledge_words using gin (words);
