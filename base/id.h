// Ids that cannot be mixed up: a `DeviceId` is not a `TicketId`, the compiler says so.
//
// 128 bits, time-ordered (UUID version 7, RFC 9562), made by us, never reused. As text always
// the canonical 36 characters in lower case: so they stand in SQL (TEXT), JSON and URLs.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/random.h"
#include "base/time.h"

namespace steward {

struct RawId {
    std::array<uint8_t, 16> bytes{};
    auto operator<=>(const RawId&) const = default;
};

RawId make_raw_id(Instant now, Rng& rng);  // UUIDv7
std::string to_text(const RawId& id);
Result<RawId> parse_raw_id(std::string_view text);  // Invalid "id.invalid"; canonical form only

template <typename Tag>
class Id {
public:
    constexpr Id() = default;
    constexpr explicit Id(RawId raw) : raw_(raw) {}
    static Id make(Instant now, Rng& rng) { return Id(make_raw_id(now, rng)); }
    static Result<Id> parse(std::string_view text) {
        STEWARD_TRY(auto raw, parse_raw_id(text));
        return Id(raw);
    }
    std::string text() const { return to_text(raw_); }
    const RawId& raw() const { return raw_; }
    bool is_nil() const { return raw_ == RawId{}; }
    auto operator<=>(const Id&) const = default;

private:
    RawId raw_;
};

// The list of all kinds of id. A new noun gets its line here and its meaning in docs/words.md.
using ClientId = Id<struct ClientTag>;
using SiteId = Id<struct SiteTag>;
using PersonId = Id<struct PersonTag>;
using DeviceId = Id<struct DeviceTag>;
using AccountId = Id<struct AccountTag>;
using SessionId = Id<struct SessionTag>;
using TokenId = Id<struct TokenTag>;
using EnrolmentId = Id<struct EnrolmentTag>;
using CheckInstanceId = Id<struct CheckInstanceTag>;
using ExemptionId = Id<struct ExemptionTag>;
using MaintenanceWindowId = Id<struct MaintenanceWindowTag>;
using AlertId = Id<struct AlertTag>;
using IncidentId = Id<struct IncidentTag>;
using TicketId = Id<struct TicketTag>;
using MessageId = Id<struct MessageTag>;
using ChannelId = Id<struct ChannelTag>;
using DeliveryId = Id<struct DeliveryTag>;
using SavedViewId = Id<struct SavedViewTag>;

}  // namespace steward

template <typename Tag>
struct std::hash<steward::Id<Tag>> {
    size_t operator()(const steward::Id<Tag>& id) const noexcept {
        // The last eight bytes of a version 7 UUID are random.
        size_t value = 0;
        for (size_t i = 8; i < 16; ++i) value = (value << 8) | id.raw().bytes[i];
        return value;
    }
};
