#include "server/modules/notifications/channels/text_message/template.h"

#include <boost/json.hpp>

#include <algorithm>

#include "server/platform/mail/head.h"
#include "server/platform/outbound/http_request.h"

namespace steward::notifications::channels::text_message {

namespace {
std::string escaped(const std::string& value, Escaping escaping) {
    if (escaping == Escaping::Plain) return value;
    if (escaping == Escaping::Form) return outbound::percent_encoded(value);
    const std::string quoted = boost::json::serialize(boost::json::string(value));
    return quoted.substr(1, quoted.size() - 2);
}
}  // namespace

std::string fill_in(std::string_view pattern, const Fields& fields, Escaping escaping) {
    std::string text;
    for (size_t at = 0; at < pattern.size();) {
        const size_t end = pattern[at] == '{' ? pattern.find('}', at) : std::string_view::npos;
        const auto field = end == std::string_view::npos ? fields.end() : fields.find(pattern.substr(at + 1, end - at - 1));
        if (field == fields.end()) {
            text += pattern[at++];
            continue;
        }
        text += escaped(field->second, escaping);
        at = end + 1;
    }
    return text;
}

bool is_number(std::string_view text) {
    const auto digits = std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    return digits >= 3 && digits <= 20 && text.size() <= 40 && text.find('+', 1) == std::string_view::npos &&
           text.find_first_not_of("+0123456789 -()/") == std::string_view::npos;
}

bool read_numbers(std::string_view list, Fields& numbers) {
    for (size_t at = 0; at < list.size();) {
        const size_t end = std::min(list.find(',', at), list.size());
        const std::string_view one = mail::trimmed(list.substr(at, end - at));
        at = end + 1;
        if (one.empty()) continue;
        const size_t equals = one.find('=');
        if (equals == std::string_view::npos) return false;
        const std::string_view address = mail::trimmed(one.substr(0, equals)), number = mail::trimmed(one.substr(equals + 1));
        if (address.find('@') == std::string_view::npos || !is_number(number)) return false;
        numbers[mail::lower_case(address)] = std::string(number);
    }
    return true;
}

}  // namespace steward::notifications::channels::text_message
