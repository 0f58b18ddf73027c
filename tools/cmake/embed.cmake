# steward_embed(TARGET NAMESPACE NAME FILE): the text of FILE inside TARGET, to be declared as
# `namespace NAMESPACE { extern const std::string_view NAME; }`.
function(steward_embed target space name file)
  set(output ${STEWARD_GENERATED}/embedded/${target}_${name}.cpp)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DSPACE=${space} -DNAME=${name} -DFILE=${file} -DOUTPUT=${output}
            -P ${CMAKE_SOURCE_DIR}/tools/cmake/write_embedded.cmake
    DEPENDS ${file} ${CMAKE_SOURCE_DIR}/tools/cmake/write_embedded.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
  set_source_files_properties(${output} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

# steward_embed_folder(TARGET SYMBOL FOLDER): the files of FOLDER, gzipped, inside TARGET, as the
# table SYMBOL() of server/app/embedded.h. Without the folder the table is empty. The folder is a
# build's output and comes and goes as a whole: its stamp says when.
function(steward_embed_folder target symbol folder)
  set(output ${STEWARD_GENERATED}/embedded)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${folder}/*)
  add_custom_command(
    OUTPUT ${output}/${symbol}.S ${output}/${symbol}.cpp
    COMMAND embed ${folder} ${output} ${symbol}
    DEPENDS embed ${files}
    VERBATIM)
  target_sources(${target} PRIVATE ${output}/${symbol}.S ${output}/${symbol}.cpp)
  set_source_files_properties(${output}/${symbol}.S ${output}/${symbol}.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
