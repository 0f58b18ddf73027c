-- Up to which amount a person of the client approves (domain/model.md section 3: CAP "within a limit"), in hundredths; a limit
-- without a currency is none: what costs money then goes to the decision-maker.
alter table directory_people add column approval_limit_minor bigint not null default 0;
alter table directory_people add column approval_limit_currency text not null default '';
create view directory_v_approval_limits as
    select id as person_id, client_id, approval_limit_minor as limit_minor, approval_limit_currency as currency from directory_people;
