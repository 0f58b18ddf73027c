-- How much came back; null: nobody said. What one part took, all of it is projected from.
alter table restore_tests_tests add column restored_files bigint;
alter table restore_tests_tests add column restored_bytes bigint;
