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
  steward_compile_quickly(${target} ${STEWARD_STORIES_PCH})
  if(STEWARD_STORIES_PCH)
    add_dependencies(${target} steward_stories_pch)
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${STEWARD_UNITY} UNITY_BUILD_BATCH_SIZE ${STEWARD_UNITY_FILES})
  set_property(GLOBAL APPEND PROPERTY STEWARD_TESTS ${target})
endfunction()

# steward_compile_quickly(TARGET [HEADERS]): what waits for databases and processes, not for itself, is not optimised; and where clang is installed it
# compiles it, in half of GCC's time (docs/benchmarks.md, "Building it"). What the stories link is the product, as GCC made it.
# (_FORTIFY_SOURCE wants an optimiser. Precompiled headers help clang, which looks into 35 MB of them; GCC 12 reads all of its 160 MB back, which
# takes longer than parsing.)
find_program(STEWARD_CLANG clang++-19)
if(STEWARD_CLANG AND CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_BUILD_TYPE STREQUAL Release)
  # Compiled as the stories are. Objects name what the headers are made of as what they depend on, so the target only comes first.
  set(STEWARD_STORIES_PCH ${CMAKE_BINARY_DIR}/stories.pch)
  add_custom_command(OUTPUT ${STEWARD_STORIES_PCH} DEPFILE ${STEWARD_STORIES_PCH}.d DEPENDS ${CMAKE_SOURCE_DIR}/tests/stories.h VERBATIM
                     COMMAND ${STEWARD_CLANG} -O0 -g1 -std=c++23 -fPIE -fstack-protector-strong -D_GLIBCXX_ASSERTIONS -DGTEST_HAS_PTHREAD=1
                             -Xclang -fno-pch-timestamp -MD -MF ${STEWARD_STORIES_PCH}.d -x c++-header -o ${STEWARD_STORIES_PCH} ${CMAKE_SOURCE_DIR}/tests/stories.h)
  add_custom_target(steward_stories_pch DEPENDS ${STEWARD_STORIES_PCH})
endif()
function(steward_compile_quickly target)
  target_compile_options(${target} PRIVATE -O0 -U_FORTIFY_SOURCE)
  if(STEWARD_CLANG AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    target_compile_options(${target} PRIVATE -Wno-shadow)  # it minds a name of another file of the same unity
    set(headers none)
    if(ARGN)
      set(headers ${ARGN})
    endif()
    set(first env)  # runs the compiler as it is
    if(CCACHE)
      set(first ${CCACHE})
    endif()
    set_target_properties(${target} PROPERTIES CXX_COMPILER_LAUNCHER "${CMAKE_SOURCE_DIR}/tools/cmake/compile_story.sh;${first};${STEWARD_CLANG};${headers}")
  endif()
endfunction()

# steward_story_computes(FILE...): of a test program of this folder, what computes for minutes, such as the random models: the optimiser takes less
# time than it saves.
function(steward_story_computes)
  set_source_files_properties(${ARGN} PROPERTIES COMPILE_OPTIONS -O1 SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
