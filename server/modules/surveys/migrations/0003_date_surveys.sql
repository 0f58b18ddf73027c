-- The month of the client's own zone in which a survey was sent, "2026-11". Those of before are dated by the program, which knows zones.
alter table surveys_surveys add column sent_month text not null default '';
create index surveys_surveys_by_month on surveys_surveys (sent_month, client_id);
create index surveys_surveys_undated on surveys_surveys (sent_at) where sent_month = '' and sent_at is not null;
