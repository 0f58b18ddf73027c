#include "agent/backups/engines/json_fields.h"

#include <charconv>

namespace steward::agent::backups {

namespace {
constexpr int most_depth = 16;
constexpr size_t most_values = 500;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

void append_utf8(std::string& out, uint32_t character) {
    if (character < 0x80) {
        out += static_cast<char>(character);
    } else if (character < 0x800) {
        out += static_cast<char>(0xc0 | character >> 6);
        out += static_cast<char>(0x80 | (character & 0x3f));
    } else {
        out += static_cast<char>(0xe0 | character >> 12);
        out += static_cast<char>(0x80 | (character >> 6 & 0x3f));
        out += static_cast<char>(0x80 | (character & 0x3f));
    }
}
}  // namespace

class JsonReader {
public:
    JsonReader(std::string_view text, JsonFields& into) : rest_(text), into_(into) {}

    bool read_all() {
        if (next() != '{' || !value({}, 0, true)) return false;
        blanks();
        return rest_.empty();
    }

private:
    void blanks() {
        while (!rest_.empty() && is_blank(rest_.front())) rest_.remove_prefix(1);
    }
    char next() {
        blanks();
        return rest_.empty() ? '\0' : rest_.front();
    }
    bool take(char wanted) {
        if (next() != wanted) return false;
        rest_.remove_prefix(1);
        return true;
    }

    bool value(const std::string& path, int depth, bool kept) {
        if (depth > most_depth) return false;
        const char first = next();
        if (first == '{') return object(path, depth, kept);
        if (first == '[') return array(depth);
        if (first == '"') {
            std::string text;
            if (!string(text)) return false;
            if (kept && !keep(into_.texts_, path, std::move(text))) return false;
            return true;
        }
        const size_t end = rest_.find_first_of(",]} \t\r\n");
        const std::string_view word = rest_.substr(0, end);
        if (word.empty()) return false;
        rest_.remove_prefix(word.size());
        return !kept || keep(into_.numbers_, path, std::string(word));
    }

    bool object(const std::string& path, int depth, bool kept) {
        take('{');
        if (take('}')) return true;
        do {
            std::string name;
            if (next() != '"' || !string(name) || !take(':')) return false;
            if (!value(path.empty() ? name : path + "." + name, depth + 1, kept)) return false;
        } while (take(','));
        return take('}');
    }

    bool array(int depth) {
        take('[');
        if (take(']')) return true;
        do {
            if (!value({}, depth + 1, false)) return false;
        } while (take(','));
        return take(']');
    }

    bool string(std::string& out) {
        rest_.remove_prefix(1);
        while (!rest_.empty()) {
            const char c = rest_.front();
            rest_.remove_prefix(1);
            if (c == '"') return true;
            if (c != '\\') {
                out += c;
                continue;
            }
            if (rest_.empty() || !escaped(out)) return false;
        }
        return false;
    }

    bool escaped(std::string& out) {
        const char kind = rest_.front();
        rest_.remove_prefix(1);
        if (kind == 'u') {
            uint32_t character = 0;
            if (rest_.size() < 4) return false;
            const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + 4, character, 16);
            if (error != std::errc() || end != rest_.data() + 4) return false;
            rest_.remove_prefix(4);
            append_utf8(out, character >= 0xd800 && character < 0xe000 ? '?' : character);
            return true;
        }
        static constexpr std::string_view kinds = "\"\\/bfnrt", meant = "\"\\/\b\f\n\r\t";
        const size_t at = kinds.find(kind);
        if (at == std::string_view::npos) return false;
        out += meant[at];
        return true;
    }

    template <typename Map>
    bool keep(Map& map, const std::string& path, std::string text) {
        map.insert_or_assign(path, std::move(text));
        return into_.texts_.size() + into_.numbers_.size() <= most_values;
    }

    std::string_view rest_;
    JsonFields& into_;
};

std::optional<JsonFields> JsonFields::read(std::string_view text) {
    JsonFields fields;
    if (!JsonReader(text, fields).read_all()) return std::nullopt;
    return fields;
}

std::string_view JsonFields::text(std::string_view path) const {
    const auto at = texts_.find(path);
    return at == texts_.end() ? std::string_view{} : std::string_view(at->second);
}

std::optional<uint64_t> JsonFields::number(std::string_view path) const {
    const auto at = numbers_.find(path);
    if (at == numbers_.end()) return std::nullopt;
    uint64_t value = 0;
    const std::string& word = at->second;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
    return value;
}

}  // namespace steward::agent::backups
