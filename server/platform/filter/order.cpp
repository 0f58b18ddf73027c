#include "server/platform/filter/order.h"

#include <algorithm>
#include <charconv>

namespace steward::filter {

namespace {
constexpr int usual_page = 50, largest_page = 1000;

std::unexpected<Error> bad_token() {
    return fail(ErrorKind::Invalid, "page.token", "This page token does not belong to this list and order. Begin again without a token.");
}

struct TokenReader {
    std::string_view left;
    std::optional<std::string_view> field() {
        size_t length = 0;
        const auto [end, error] = std::from_chars(left.data(), left.data() + left.size(), length);
        const auto used = static_cast<size_t>(end - left.data());
        if (error != std::errc{} || used >= left.size() || *end != ':' || length > left.size() - used - 1) return std::nullopt;
        const auto body = left.substr(used + 1, length);
        left.remove_prefix(used + 1 + length);
        return body;
    }
};
}  // namespace

Result<std::vector<OrderKey>> read_order(std::string_view order, std::span<const Field> fields) {
    std::vector<OrderKey> keys;
    while (!order.empty()) {
        const size_t comma = std::min(order.find(','), order.size());
        std::string_view name = order.substr(0, comma);
        order.remove_prefix(std::min(comma + 1, order.size()));
        OrderKey key;
        if (name.starts_with('-')) {
            key.descending = true;
            name.remove_prefix(1);
        }
        const auto at = std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.name == name; });
        if (at == fields.end())
            return fail(ErrorKind::Invalid, "page.order_by", "This list cannot be ordered by '" + std::string(name) + "'.");
        key.field = static_cast<size_t>(at - fields.begin());
        keys.push_back(key);
    }
    if (keys.size() > 4) return fail(ErrorKind::Invalid, "page.order_by", "A list is ordered by at most four fields.");
    return keys;
}

Result<int> read_page_size(int asked) {
    if (asked < 0) return bad_field("/page_size", "A page has at least one row.");
    return asked == 0 ? usual_page : std::min(asked, largest_page);
}

char token_type(Kind kind) { return kind == Kind::Text ? 't' : kind == Kind::Number ? 'd' : 'i'; }

// A token is order and key values, each with its type and length, and a checksum against accidents:
// it holds nothing secret, and what it names is filtered by the caller's own scope again.
std::string write_token(std::string_view order, std::span<const storage::Value> values) {
    std::string text = std::to_string(order.size()) + ":" + std::string(order);
    for (const auto& value : values) {
        std::string body;
        char type = 't';
        if (const auto* whole = std::get_if<int64_t>(&value)) (type = 'i', body = std::to_string(*whole));
        else if (const auto* flag = std::get_if<bool>(&value)) (type = 'i', body = *flag ? "1" : "0");
        else if (const auto* real = std::get_if<double>(&value)) {
            char digits[40];
            const auto end = std::to_chars(digits, digits + sizeof digits, *real).ptr;
            (type = 'd', body.assign(digits, end));
        } else if (const auto* string = std::get_if<std::string>(&value)) body = *string;
        text += type + std::to_string(body.size()) + ":" + body;
    }
    const uint32_t sum = crc32c(as_bytes(text));
    for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(sum >> shift);
    return to_base64url(as_bytes(text));
}

Result<std::vector<storage::Value>> read_token(std::string_view token, std::string_view order, std::string_view types) {
    const auto bytes = from_base64url(token);
    if (!bytes || bytes->size() < 4 || token.size() > 8192) return bad_token();
    const std::string_view text = as_text(*bytes).substr(0, bytes->size() - 4);
    uint32_t sum = 0;
    for (size_t i = bytes->size() - 4; i < bytes->size(); ++i) sum = (sum << 8) | (*bytes)[i];
    if (sum != crc32c(as_bytes(text))) return bad_token();
    TokenReader reader{text};
    if (const auto named = reader.field(); !named || *named != order) return bad_token();
    std::vector<storage::Value> values;
    while (!reader.left.empty()) {
        const char type = reader.left.front();
        reader.left.remove_prefix(1);
        const auto body = reader.field();
        // Anybody can write a token; PostgreSQL would stumble over a text where a number belongs. A
        // number's column may hold whole ones.
        if (!body || values.size() == types.size()) return bad_token();
        if (const char expected = types[values.size()]; type != expected && !(expected == 'd' && type == 'i')) return bad_token();
        if (type == 'i') {
            int64_t whole = 0;
            if (std::from_chars(body->data(), body->data() + body->size(), whole).ec != std::errc{}) return bad_token();
            values.emplace_back(whole);
        } else if (type == 'd') {
            double real = 0;
            if (std::from_chars(body->data(), body->data() + body->size(), real).ec != std::errc{}) return bad_token();
            values.emplace_back(real);
        } else {
            values.emplace_back(std::string(*body));
        }
    }
    if (values.size() != types.size()) return bad_token();
    return values;
}

}  // namespace steward::filter
