// The plain values of one JSON object, by their path: {"a":{"b":1}} has "a.b". What stands in arrays is passed over.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace steward::agent::backups {

class JsonFields {
public:
    /// Nothing: not one JSON object, deeper than 16, or with more than 500 values.
    static std::optional<JsonFields> read(std::string_view text);

    /// Empty: there is none, or it is no text.
    std::string_view text(std::string_view path) const;
    std::optional<uint64_t> number(std::string_view path) const;

private:
    friend class JsonReader;
    std::map<std::string, std::string, std::less<>> texts_, numbers_;
};

}  // namespace steward::agent::backups
