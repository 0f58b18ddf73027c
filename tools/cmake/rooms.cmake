# steward_room(NAME PATH LIBRARIES...): one static library per room from PATH/*.cpp and one test
# program from PATH/tests/*_test.cpp, named steward_NAME and NAME_test.
function(steward_room name path)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${path}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  if(sources)
    add_library(steward_${name} STATIC ${sources})
    target_link_libraries(steward_${name} PUBLIC ${ARGN})
    set_target_properties(steward_${name} PROPERTIES UNITY_BUILD ${STEWARD_UNITY} UNITY_BUILD_BATCH_SIZE ${STEWARD_UNITY_FILES})
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
    steward_test_program(${name}_test)
    add_test(NAME ${name} COMMAND ${name}_test)
  endif()
endfunction()

# steward_test_program(TARGET): how stories are compiled, and that they are built with everything.
function(steward_test_program target)
  steward_compile_quickly(${target})
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${STEWARD_UNITY} UNITY_BUILD_BATCH_SIZE ${STEWARD_UNITY_FILES})
  set_property(GLOBAL APPEND PROPERTY STEWARD_TESTS ${target})
endfunction()

# steward_compile_quickly(TARGET): what waits for databases and processes, not for itself, is not optimised; and where clang is installed it
# compiles it, in half of GCC's time (docs/benchmarks.md, "Building it"). What the stories link is the product, as GCC made it.
# (_FORTIFY_SOURCE wants an optimiser. Precompiled headers were tried: with GCC 12 reading 160 MB of them back takes longer than parsing.)
find_program(STEWARD_CLANG clang++-19)
function(steward_compile_quickly target)
  target_compile_options(${target} PRIVATE -O0 -U_FORTIFY_SOURCE)
  if(STEWARD_CLANG AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    target_compile_options(${target} PRIVATE -Wno-shadow)  # it minds a name of another file of the same unity
    set(first env)  # runs the compiler as it is
    if(CCACHE)
      set(first ${CCACHE})
    endif()
    set_target_properties(${target} PROPERTIES CXX_COMPILER_LAUNCHER "${CMAKE_SOURCE_DIR}/tools/cmake/compile_story.sh;${first};${STEWARD_CLANG}")
  endif()
endfunction()
