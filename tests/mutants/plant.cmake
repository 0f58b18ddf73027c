# cmake -DFROM=source -DTO=copy -DRULE=file -P plant.cmake: the source with one rule taken out. RULE sets `whole` and `without`. The text has to stand
# there exactly once: a list that no longer fits the source fails loudly and is mended, it never tests nothing.
file(READ "${FROM}" text)
include("${RULE}")
string(FIND "${text}" "${whole}" first)
string(FIND "${text}" "${whole}" last REVERSE)
if(first EQUAL -1 OR NOT first EQUAL last)
  message(FATAL_ERROR "${FROM}: this has to stand there once, for the mutant of ${RULE}; write it anew in tests/mutants/CMakeLists.txt:\n${whole}")
endif()
string(REPLACE "${whole}" "${without}" text "${text}")
file(WRITE "${TO}" "${text}")
