-- Under whose name the program writes to people of clients.
create view access_v_installation as select provider_name from access_installation where id = 1;
