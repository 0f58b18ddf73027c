#include "server/modules/directory/device_order.h"

#include <boost/json.hpp>

#include "base/bytes.h"
#include "server/modules/directory/device_fields.h"

namespace steward::directory {

namespace {
// Cells of one field have one type, or none when the value is unknown; unknown comes first.
struct OrderValue {
    enum class Kind { None, Text, Number } kind = Kind::None;
    std::string_view text;
    double number = 0;
};

OrderValue order_value(const filter::Cell& cell) {
    if (const auto* text = std::get_if<std::string_view>(&cell)) return {OrderValue::Kind::Text, *text, 0};
    if (const auto* number = std::get_if<double>(&cell)) return {OrderValue::Kind::Number, {}, *number};
    if (const auto* whole = std::get_if<int64_t>(&cell)) return {OrderValue::Kind::Number, {}, static_cast<double>(*whole)};
    if (const auto* flag = std::get_if<bool>(&cell)) return {OrderValue::Kind::Number, {}, *flag ? 1.0 : 0.0};
    return {};
}

int compare_values(const OrderValue& a, const OrderValue& b) {
    if (a.kind != b.kind) return a.kind < b.kind ? -1 : 1;
    if (a.kind == OrderValue::Kind::Text) return a.text.compare(b.text);
    return a.number < b.number ? -1 : a.number > b.number ? 1 : 0;
}

OrderValue order_value(const DeviceEntry& entry, size_t field, Instant now) { return order_value(device_order_cell(entry, field, now)); }

std::unexpected<Error> invalid_page_token() {
    return fail(ErrorKind::Invalid, "page.token", "This page token belongs to another list or order. Start again without it.");
}
}  // namespace

Result<DeviceOrder> DeviceOrder::parse(std::string_view order_by) {
    DeviceOrder order;
    order.text_ = order_by.empty() ? "name" : std::string(order_by);
    std::string_view rest = order.text_;
    while (!rest.empty()) {
        const size_t comma = rest.find(',');
        std::string_view name = rest.substr(0, comma);
        rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
        const bool descending = name.starts_with('-');
        if (descending) name.remove_prefix(1);
        const auto fields = device_fields();
        size_t field = 0;
        while (field < free_text_field() && fields[field].name != name) ++field;
        if (field == free_text_field() || order.keys_.size() == 5) {
            std::string known;
            for (size_t i = 0; i < free_text_field(); ++i) known += (i ? ", " : "") + std::string(fields[i].name);
            return fail(ErrorKind::Invalid, "page.order_by",
                        "Devices cannot be ordered by \"" + std::string(name.substr(0, 40)) + "\". Up to five of: " + known + ".");
        }
        order.keys_.push_back({field, descending});
    }
    return order;
}

bool DeviceOrder::before(const DeviceEntry& a, const DeviceEntry& b, Instant now) const {
    for (const auto& key : keys_) {
        const int difference = compare_values(order_value(a, key.field, now), order_value(b, key.field, now));
        if (difference != 0) return (difference < 0) != key.descending;
    }
    return a.card.id < b.card.id;
}

bool DeviceOrder::after(const DeviceEntry& entry, const Mark& mark, Instant now) const {
    for (size_t i = 0; i < keys_.size(); ++i) {
        OrderValue marked;
        if (const auto* text = std::get_if<std::string>(&mark.keys[i])) marked = {OrderValue::Kind::Text, *text, 0};
        if (const auto* number = std::get_if<double>(&mark.keys[i])) marked = {OrderValue::Kind::Number, {}, *number};
        const int difference = compare_values(order_value(entry, keys_[i].field, now), marked);
        if (difference != 0) return (difference > 0) != keys_[i].descending;
    }
    return entry.id > mark.id;
}

std::string DeviceOrder::token_after(const DeviceEntry& last, Instant now) const {
    boost::json::array token{boost::json::string(text_)};
    for (const auto& key : keys_) {
        const auto value = order_value(last, key.field, now);
        if (value.kind == OrderValue::Kind::Text) token.emplace_back(boost::json::string(value.text));
        else if (value.kind == OrderValue::Kind::Number) token.emplace_back(value.number);
        else token.emplace_back(nullptr);
    }
    token.emplace_back(boost::json::string(last.id));
    return to_base64url(as_bytes(boost::json::serialize(token)));
}

Result<DeviceOrder::Mark> DeviceOrder::read_token(std::string_view token) const {
    const auto bytes = from_base64url(token);
    if (!bytes) return invalid_page_token();
    boost::system::error_code error;
    const auto parsed = boost::json::parse({reinterpret_cast<const char*>(bytes->data()), bytes->size()}, error);
    if (error || !parsed.is_array() || parsed.get_array().size() != keys_.size() + 2) return invalid_page_token();
    const auto& parts = parsed.get_array();
    if (!parts[0].is_string() || std::string_view(parts[0].get_string()) != text_ || !parts.back().is_string()) return invalid_page_token();
    Mark mark;
    for (size_t i = 0; i < keys_.size(); ++i) {
        const auto& part = parts[i + 1];
        if (part.is_string()) mark.keys.emplace_back(std::string(part.get_string()));
        else if (part.is_number()) mark.keys.emplace_back(part.to_number<double>(error));
        else if (part.is_null()) mark.keys.emplace_back();
        else return invalid_page_token();
    }
    mark.id = std::string(parts.back().get_string());
    return mark;
}

}  // namespace steward::directory
