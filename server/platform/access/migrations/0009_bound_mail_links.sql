-- Who asked for a link is bounded by where they asked from: nobody else can use up what a person may ask for.
alter table access_mail_links add column network text not null default '';
