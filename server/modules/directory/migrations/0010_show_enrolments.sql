-- Who came with which line, and when: what a machine shows of itself is held against that.
create view directory_v_enrolment_uses as select enrolment_id, device_id, client_id, at from directory_enrolment_uses;
