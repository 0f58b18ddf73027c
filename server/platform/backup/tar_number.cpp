#include "server/platform/backup/tar_number.h"

#include <algorithm>

namespace steward::backup {

namespace {
constexpr unsigned char binary = 0x80;
}

void put_tar_number(char* field, size_t size, uint64_t value) {
    const size_t digits = size - 1;  // and a NUL
    const bool is_octal = 3 * digits >= 64 || value >> (3 * digits) == 0;
    for (size_t i = is_octal ? digits : size; i-- > 0; value >>= is_octal ? 3 : 8)
        field[i] = is_octal ? static_cast<char>('0' + (value & 7)) : static_cast<char>(value & 0xff);
    if (!is_octal) field[0] = static_cast<char>(binary);
}

std::optional<uint64_t> tar_number(const char* field, size_t size) {
    uint64_t value = 0;
    if (static_cast<unsigned char>(field[0]) == binary) {
        for (size_t i = 1; i < size; ++i) {
            if (value >> 56 != 0) return std::nullopt;
            value = value << 8 | static_cast<unsigned char>(field[i]);
        }
        return value;
    }
    for (size_t i = 0; i < size && field[i] != '\0' && field[i] != ' '; ++i) {
        if (field[i] < '0' || field[i] > '7' || value >> 61 != 0) return std::nullopt;
        value = value * 8 + static_cast<uint64_t>(field[i] - '0');
    }
    return value;
}

}  // namespace steward::backup
