-- What can be found. `number` grows with the time of what was written, so that the newest come first without sorting.
-- A copy of the words is kept to show the place that matched and to take a document out of the index again.
create table search_documents (
    number {{number}} primary key,
    source text not null,
    source_id text not null,
    kind text not null,
    client_id text,
    ticket_id text,
    internal boolean not null,
    at bigint not null,
    title text not null,
    body text not null,
    unique (source, source_id)
);

-- SQLite's own word index holds no copy of the text.
{{sqlite}}create virtual table search_words using fts5 (scope, title, body, content='', columnsize=0, prefix='2 3 4 5 6 7 8', tokenize='ascii');
{{sqlite}}create virtual table search_terms using fts5vocab('search_words', 'row');

{{postgres}}alter table search_documents add column words tsvector not null;
{{postgres}}create index search_documents_by_words on search_documents using gin (words);

-- One row, with id 1: how the index was made, and how far a rebuild is.
create table search_state (
    id bigint primary key,
    version bigint not null,
    rebuilding text not null,
    after_id text not null,
    done bigint not null,
    total bigint not null,
    started_at bigint,
    finished_at bigint
);
