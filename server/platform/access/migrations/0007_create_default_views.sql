-- A view keeps what the list looked like: its order and its columns. And each person may say with which view a page opens.
alter table access_saved_views add column list_order text not null default '';
alter table access_saved_views add column shown_columns text not null default '';

create table access_default_views (
    account_id text not null references access_accounts (id),
    page text not null,
    saved_view_id text not null references access_saved_views (id) on delete cascade,
    primary key (account_id, page)
);
create index access_default_views_view on access_default_views (saved_view_id);
