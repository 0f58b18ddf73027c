# From schema/ to C++: protoc for the messages, tools/schemagen for services, migrations and tables.
set(STEWARD_GENERATED ${CMAKE_BINARY_DIR}/generated)
file(MAKE_DIRECTORY ${STEWARD_GENERATED})
file(GLOB_RECURSE STEWARD_PROTOS CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}/schema ${CMAKE_SOURCE_DIR}/schema/*.proto)
list(SORT STEWARD_PROTOS)

set(proto_sources)
foreach(proto ${STEWARD_PROTOS})
  string(REGEX REPLACE "\\.proto$" "" stem ${proto})
  # Facts and the agent's wire are read and written by the thousand. What people ask for is turned into JSON by reflection anyway: half the code,
  # half the time to compile it (docs/benchmarks.md, "Building it").
  set(code code_size:)
  if(stem MATCHES "^steward/(agent/|facts/|annotations$)")  # annotations: read while the descriptors' own lock is held, where reflection waits for ever
    set(code)
  endif()
  add_custom_command(
    OUTPUT ${STEWARD_GENERATED}/${stem}.pb.cc ${STEWARD_GENERATED}/${stem}.pb.h
    COMMAND protobuf::protoc -I ${CMAKE_SOURCE_DIR}/schema --cpp_out=${code}${STEWARD_GENERATED} ${CMAKE_SOURCE_DIR}/schema/${proto}
    DEPENDS ${CMAKE_SOURCE_DIR}/schema/${proto} ${CMAKE_SOURCE_DIR}/schema/steward/annotations.proto
    VERBATIM)
  if(stem MATCHES "^steward/agent/")
    list(APPEND agent_wire_sources ${STEWARD_GENERATED}/${stem}.pb.cc)
  else()
    list(APPEND proto_sources ${STEWARD_GENERATED}/${stem}.pb.cc)
  endif()
endforeach()

# The agent's wire alone, on the small runtime: the agent links nothing else of Protocol Buffers.
add_library(steward_agent_wire STATIC ${agent_wire_sources})
target_include_directories(steward_agent_wire SYSTEM PUBLIC ${STEWARD_GENERATED})
target_link_libraries(steward_agent_wire PUBLIC ${Protobuf_LITE_LIBRARIES})
target_compile_options(steward_agent_wire PRIVATE -w -O1 -g0)

add_library(steward_messages STATIC ${proto_sources})
target_include_directories(steward_messages SYSTEM PUBLIC ${STEWARD_GENERATED})
target_link_libraries(steward_messages PUBLIC protobuf::libprotobuf)
target_compile_options(steward_messages PRIVATE -w -O1 -g0)
# Each file is little beside protobuf's headers; eight together are still no unit that a build would wait for. Two of their names are the same in
# all, and so become a file's own.
set_target_properties(steward_agent_wire steward_messages PROPERTIES UNITY_BUILD ${STEWARD_UNITY} UNITY_BUILD_BATCH_SIZE 8 UNITY_BUILD_UNIQUE_ID STEWARD_FILE
  UNITY_BUILD_CODE_BEFORE_INCLUDE "#include <google/protobuf/generated_message_reflection.h>
#define STEWARD_JOINED(file, name) file##name
#define STEWARD_JOIN(file, name) STEWARD_JOINED(file, name)
#define schemas STEWARD_JOIN(STEWARD_FILE, schemas)
#define file_default_instances STEWARD_JOIN(STEWARD_FILE, file_default_instances)"
  UNITY_BUILD_CODE_AFTER_INCLUDE "#undef STEWARD_JOINED
#undef STEWARD_JOIN
#undef schemas
#undef file_default_instances")
if(STEWARD_FUZZ OR STEWARD_SANITIZE)
  # protoc's code is not what is looked at, and it is most of what compiles.
  target_compile_options(steward_agent_wire PRIVATE -O0 -fno-sanitize=all)
  target_compile_options(steward_messages PRIVATE -O0 -fno-sanitize=all)
endif()

# schemagen reads the descriptors of all of schema/ and the folders of modules.
file(GLOB schemagen_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tools/schemagen/*.cpp)
list(FILTER schemagen_sources EXCLUDE REGEX "/main\\.cpp$")
set(service_headers)
foreach(proto ${STEWARD_PROTOS})
  # Of files with a service alone: a header that nobody writes would have all be built at every call.
  file(STRINGS ${CMAKE_SOURCE_DIR}/schema/${proto} has_service REGEX "^service " LIMIT_COUNT 1)
  if(has_service)
    string(REGEX REPLACE "\\.proto$" ".service.h" header ${proto})
    list(APPEND service_headers ${STEWARD_GENERATED}/${header})
  else()
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/schema/${proto})
  endif()
endforeach()
add_custom_command(
  OUTPUT ${STEWARD_GENERATED}/schema.descriptors
  COMMAND protobuf::protoc -I ${CMAKE_SOURCE_DIR}/schema --include_imports --include_source_info
          --descriptor_set_out=${STEWARD_GENERATED}/schema.descriptors ${STEWARD_PROTOS}
  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}/schema
  DEPENDS ${proto_sources} ${agent_wire_sources}
  VERBATIM)
add_library(steward_schemagen STATIC ${schemagen_sources})  # its stories (tools/CMakeLists.txt) link it too
target_link_libraries(steward_schemagen PUBLIC steward_messages protobuf::libprotobuf Boost::json)
target_include_directories(steward_schemagen PUBLIC ${CMAKE_SOURCE_DIR})
target_compile_options(steward_schemagen PRIVATE -O1)
add_executable(schemagen ${CMAKE_SOURCE_DIR}/tools/schemagen/main.cpp)
target_link_libraries(schemagen PRIVATE steward_schemagen)
add_custom_command(
  OUTPUT ${service_headers}
  COMMAND schemagen services ${STEWARD_GENERATED}/schema.descriptors ${STEWARD_GENERATED}
  DEPENDS schemagen ${STEWARD_GENERATED}/schema.descriptors
  VERBATIM)
add_custom_target(steward_service_headers DEPENDS ${service_headers})

# What rooms link: messages, services and the method table's type.
add_library(steward_schema INTERFACE)
target_link_libraries(steward_schema INTERFACE steward_messages)
add_dependencies(steward_schema steward_service_headers)

# The families of schema/metrics as constants: "agent/metrics.h", for the agent's collectors.
file(GLOB metric_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/schema/metrics/*.textproto)
add_custom_command(
  OUTPUT ${STEWARD_GENERATED}/agent/metrics.h
  COMMAND schemagen metrics ${CMAKE_SOURCE_DIR}/schema/metrics ${STEWARD_GENERATED}/agent/metrics.h
  DEPENDS schemagen ${metric_files}
  VERBATIM)
add_custom_target(steward_metrics_header DEPENDS ${STEWARD_GENERATED}/agent/metrics.h)

# steward_migrations(TARGET NAME=FOLDER...): all migrations in the order given, as one table.
function(steward_migrations output)
  set(files)
  foreach(room ${ARGN})
    string(REGEX REPLACE "^[^=]+=" "" folder ${room})
    file(GLOB found CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/migrations/*.sql)
    list(APPEND files ${found})
  endforeach()
  add_custom_command(OUTPUT ${output} COMMAND schemagen migrations ${CMAKE_SOURCE_DIR} ${output} ${ARGN}
                     DEPENDS schemagen ${files} VERBATIM)
endfunction()

# The API's description and the two tables for review. The golden copies are what a review sees;
# `ninja golden` renews them, the test schema_golden says when that was forgotten.
set(schema_documents ${STEWARD_GENERATED}/openapi.json ${STEWARD_GENERATED}/routes.txt ${STEWARD_GENERATED}/permissions.txt)
add_custom_command(
  OUTPUT ${schema_documents}
  COMMAND schemagen openapi ${STEWARD_GENERATED}/schema.descriptors ${STEWARD_GENERATED}/openapi.json
  COMMAND schemagen tables ${STEWARD_GENERATED}/schema.descriptors ${STEWARD_GENERATED}
  DEPENDS schemagen ${STEWARD_GENERATED}/schema.descriptors
  VERBATIM)
add_custom_target(schema_documents DEPENDS ${schema_documents})
add_custom_target(golden
  COMMAND ${CMAKE_COMMAND} -E copy_if_different ${schema_documents} ${CMAKE_SOURCE_DIR}/schema/golden
  DEPENDS ${schema_documents}
  VERBATIM)

# The console's types and method table, read by its own build; never checked in.
add_custom_target(console_types
  COMMAND schemagen typescript ${STEWARD_GENERATED}/schema.descriptors ${CMAKE_SOURCE_DIR}/web/src/api/generated
  DEPENDS schemagen ${STEWARD_GENERATED}/schema.descriptors
  VERBATIM)
