# Run by steward_embed: one text file as a C++ string.
file(READ "${FILE}" text)
file(WRITE "${OUTPUT}" "// Generated from ${FILE}. Do not edit.
#include <string_view>
namespace ${SPACE} {
extern const std::string_view ${NAME};
const std::string_view ${NAME} = R\"steward(${text})steward\";
}
")
