// The order of the device list and where a page of it begins.
//
// Pages go by key, never by offset: the token holds the last row's keys, so a row that appears or
// goes between two pages neither repeats nor hides another one (AIP-158).
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "server/modules/directory/index.h"

namespace steward::directory {

/// "name,-cpu", resolved; the device's id is always the last key.
class DeviceOrder {
public:
    /// Failure: Invalid "page.order_by", naming the fields there are.
    static Result<DeviceOrder> parse(std::string_view order_by);

    bool before(const DeviceEntry& a, const DeviceEntry& b, Instant now) const;

    /// Where a page ended. A token of another order is Invalid "page.token".
    struct Mark {
        std::vector<std::variant<std::monostate, std::string, double>> keys;
        std::string id;
    };
    Result<Mark> read_token(std::string_view token) const;
    std::string token_after(const DeviceEntry& last, Instant now) const;
    bool after(const DeviceEntry& entry, const Mark& mark, Instant now) const;

private:
    struct Key {
        size_t field;
        bool descending;
    };
    std::vector<Key> keys_;
    std::string text_;
};

}  // namespace steward::directory
