# steward_room(NAME PATH LIBRARIES...): one static library per room from PATH/*.cpp and one test
# program from PATH/tests/*_test.cpp, named steward_NAME and NAME_test.
function(steward_room name path)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${path}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  if(sources)
    add_library(steward_${name} STATIC ${sources})
    target_link_libraries(steward_${name} PUBLIC ${ARGN})
    set_target_properties(steward_${name} PROPERTIES UNITY_BUILD ${STEWARD_UNITY} UNITY_BUILD_BATCH_SIZE 12)
  else()
    add_library(steward_${name} INTERFACE)
    target_link_libraries(steward_${name} INTERFACE ${ARGN})
  endif()
  steward_tests(${name} ${path} steward_${name})
endfunction()

find_library(RAPIDCHECK_LIBRARY rapidcheck REQUIRED)  # properties beside the stories

# steward_tests(NAME PATH LIBRARIES...): the test program of a folder, when it has tests.
function(steward_tests name path)
  file(GLOB tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${path}/tests/*_test.cpp)
  if(tests)
    file(GLOB support CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${path}/tests/*.cpp)
    add_executable(${name}_test ${support})
    target_link_libraries(${name}_test PRIVATE ${ARGN} GTest::gtest GTest::gmock GTest::gtest_main rapidcheck)
    if(path MATCHES "^server/")  # tests/CMakeLists.txt comes later: the name resolves when all is known
      target_link_libraries(${name}_test PRIVATE $<TARGET_NAME_IF_EXISTS:steward_test_databases>)
    endif()
    if(path MATCHES "^server/modules/")
      target_link_libraries(${name}_test PRIVATE $<TARGET_NAME_IF_EXISTS:steward_test_house>)
    endif()
    target_compile_definitions(${name}_test PRIVATE STEWARD_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    target_compile_options(${name}_test PRIVATE -O1)
    set_target_properties(${name}_test PROPERTIES UNITY_BUILD ${STEWARD_UNITY} UNITY_BUILD_BATCH_SIZE 12)
    add_test(NAME ${name} COMMAND ${name}_test)
    set_property(GLOBAL APPEND PROPERTY STEWARD_TESTS ${name}_test)
  endif()
endfunction()

