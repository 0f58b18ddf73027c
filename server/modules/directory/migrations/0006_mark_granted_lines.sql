-- Lines that a signed grant made: machines that come with them trust nobody on first use.
alter table directory_enrolments add column is_granted boolean not null default false;
