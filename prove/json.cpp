#include "prove/json.h"

#include <charconv>

namespace steward::prove {

bool ObjectStream::take(std::string_view piece) {
    for (const char c : piece) {
        if (!add(c)) return false;
    }
    return true;
}

bool ObjectStream::add(char c) {
    if (levels_ == 0 && c != '{') return true;
    if (held_.size() < longest_object) held_ += c;
    else is_passed_over_ = true;
    if (in_text_) {
        in_text_ = is_escaped_ || c != '"';
        is_escaped_ = !is_escaped_ && c == '\\';
        return true;
    }
    in_text_ = c == '"';
    if (c == '{') ++levels_;
    return c == '}' && --levels_ == 0 ? end() : true;
}

bool ObjectStream::end() {
    too_long_ += is_passed_over_ ? 1 : 0;
    const bool goes_on = is_passed_over_ || object_(held_);
    held_.clear();
    is_passed_over_ = false;
    return goes_on;
}

class JsonReader {
public:
    explicit JsonReader(std::string_view rest) : rest_(rest) {}

    std::optional<JsonObject> object() {
        JsonObject object;
        if (!is_next('{')) return std::nullopt;
        for (bool is_first = true; !is_next('}'); is_first = false) {
            if (!is_first && !is_next(',')) return std::nullopt;
            const auto name = text();
            if (!name || !is_next(':') || !value(object, *name)) return std::nullopt;
        }
        blanks();
        return rest_.empty() ? std::optional(std::move(object)) : std::nullopt;
    }

private:
    static constexpr size_t most_levels = 32;

    void blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size())); }
    char next() {
        blanks();
        return rest_.empty() ? '\0' : rest_.front();
    }
    bool is_next(char c) {
        if (next() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }

    bool value(JsonObject& object, const std::string& name) {
        if (next() == '"') {
            auto read = text();
            if (read) object.texts_[name] = std::move(*read);
            return read.has_value();
        }
        const char open = next();
        if (open == '[' || open == '{') {
            const std::string_view before = rest_;
            const bool is_read = open == '[' ? list(object.lists_[name]) : skip(1);
            object.nested_[name] = before.substr(0, before.size() - rest_.size());
            return is_read;
        }
        const std::string_view word = plain_word();
        object.others_[name] = word;
        return !word.empty();
    }

    bool list(std::vector<std::string>& texts) {
        is_next('[');
        for (bool is_first = true; !is_next(']'); is_first = false) {
            if (!is_first && !is_next(',')) return false;
            if (next() != '"') {
                if (!skip(2)) return false;
                continue;
            }
            auto read = text();
            if (!read) return false;
            texts.push_back(std::move(*read));
        }
        return true;
    }

    std::string_view plain_word() {
        blanks();
        const std::string_view word = rest_.substr(0, rest_.find_first_of(",]} \t\r\n\"{["));
        rest_.remove_prefix(word.size());
        return word;
    }

    bool skip(size_t level) {
        if (next() == '"') return text().has_value();
        const char open = next(), close = open == '{' ? '}' : ']';
        if (open != '{' && open != '[') return !plain_word().empty();
        is_next(open);
        for (bool is_first = true; !is_next(close); is_first = false) {
            if (level == most_levels || (!is_first && !is_next(','))) return false;
            if (open == '{' && (!text() || !is_next(':'))) return false;
            if (!skip(level + 1)) return false;
        }
        return true;
    }

    std::optional<std::string> text() {
        if (!is_next('"')) return std::nullopt;
        std::string out;
        while (!rest_.empty() && rest_.front() != '"') {
            const size_t plain = std::min(rest_.find_first_of("\\\""), rest_.size());
            out += rest_.substr(0, plain);
            rest_.remove_prefix(plain);
            if (rest_.starts_with('\\') && !escape(out)) return std::nullopt;
        }
        if (rest_.empty()) return std::nullopt;
        rest_.remove_prefix(1);
        return out;
    }

    bool escape(std::string& out) {
        static constexpr std::string_view signs = "\"\\/bfnrt", meant = "\"\\/\b\f\n\r\t";
        if (rest_.size() < 2) return false;
        const size_t at = signs.find(rest_[1]);
        if (at != std::string_view::npos) {
            out += meant[at];
            rest_.remove_prefix(2);
            return true;
        }
        auto code = unit();
        if (!code) return false;
        if (*code >= 0xd800 && *code < 0xdc00) {
            const std::string_view before = rest_;
            const auto low = unit();
            if (low && *low >= 0xdc00 && *low < 0xe000) code = 0x10000 + ((*code - 0xd800) << 10) + (*low - 0xdc00);
            else rest_ = before;
        }
        append(out, *code >= 0xd800 && *code < 0xe000 ? 0xfffd : *code);
        return true;
    }

    // \u00fc
    std::optional<uint32_t> unit() {
        uint32_t code = 0;
        if (!rest_.starts_with("\\u") || rest_.size() < 6) return std::nullopt;
        const auto [end, error] = std::from_chars(rest_.data() + 2, rest_.data() + 6, code, 16);
        if (error != std::errc() || end != rest_.data() + 6) return std::nullopt;
        rest_.remove_prefix(6);
        return code;
    }

    static void append(std::string& out, uint32_t code) {
        if (code < 0x80) {
            out += static_cast<char>(code);
            return;
        }
        const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
        static constexpr uint32_t leads[] = {0, 0xc0, 0xe0, 0xf0};
        out += static_cast<char>(leads[more] | code >> 6 * more);
        for (int i = more - 1; i >= 0; --i) out += static_cast<char>(0x80 | (code >> 6 * i & 0x3f));
    }

    std::string_view rest_;
};

std::optional<JsonObject> JsonObject::read(std::string_view text) { return JsonReader(text).object(); }

std::string_view JsonObject::text(std::string_view name) const {
    const auto found = texts_.find(name);
    return found == texts_.end() ? std::string_view() : found->second;
}

std::vector<std::string> JsonObject::texts(std::string_view name) const {
    const auto found = lists_.find(name);
    return found == lists_.end() ? std::vector<std::string>{} : found->second;
}

std::optional<uint64_t> JsonObject::number(std::string_view name) const {
    const auto found = others_.find(name);
    uint64_t value = 0;
    if (found == others_.end()) return std::nullopt;
    const std::string& word = found->second;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    return error == std::errc() && end == word.data() + word.size() ? std::optional(value) : std::nullopt;
}

std::string_view JsonObject::nested(std::string_view name) const {
    const auto found = nested_.find(name);
    return found == nested_.end() ? std::string_view() : found->second;
}

bool JsonObject::is_true(std::string_view name) const {
    const auto found = others_.find(name);
    return found != others_.end() && found->second == "true";
}

}  // namespace steward::prove
