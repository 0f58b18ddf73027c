-- Whose address it is, in whichever client: what asks for an account's own tickets begins with it.
create index directory_people_by_address on directory_people ((lower(email)));
