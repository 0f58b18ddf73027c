#include "base/counted.h"

namespace steward {

std::string counted(uint64_t number, std::string_view one) { return counted(number, one, std::string(one) + 's'); }

std::string counted(uint64_t number, std::string_view one, std::string_view several) {
    return std::to_string(number) + ' ' + std::string(number == 1 ? one : several);
}

}  // namespace steward
