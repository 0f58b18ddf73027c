// What a database says of a dump while it is loaded, line by line. Its words are read here and told nowhere: they may hold what stands in
// the data. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace steward::prove::database {

class Complaints {
public:
    /// The next piece, cut anywhere.
    void take(std::string_view piece);

    uint64_t failed = 0;       // statements
    uint64_t first_line = 0;   // of the first of them in the dump; 0: it does not say
    uint64_t passed_over = 0;  // statements about the source's users, or settings that this version does not know
    bool is_full = false;      // there was no room
    bool is_cut = false;       // the dump ends too early
    bool lacks_part = false;   // an extension, a language or a sorting order that this host's server does not have
    bool runs_commands = false;

private:
    void line(std::string_view text);

    std::string held_;
};

}  // namespace steward::prove::database
