-- Whether a person resolves a ticket only with time booked on it (domain/model.md, invariant 21).
alter table timesheets_settings add column time_to_resolve boolean not null default true;
