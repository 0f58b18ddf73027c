#include "server/platform/mail/html_text.h"

#include <algorithm>
#include <charconv>

#include "server/platform/mail/head.h"
#include "server/platform/mail/words.h"

namespace steward::mail {

namespace {
struct Entity {
    std::string_view name, text;
};
constexpr Entity entities[] = {{"amp", "&"},    {"lt", "<"},     {"gt", ">"},     {"quot", "\""},  {"apos", "'"},   {"nbsp", " "},
                               {"euro", "€"},   {"auml", "ä"},   {"ouml", "ö"},   {"uuml", "ü"},   {"Auml", "Ä"},   {"Ouml", "Ö"},
                               {"Uuml", "Ü"},   {"szlig", "ß"},  {"eacute", "é"}, {"egrave", "è"}, {"ecirc", "ê"},  {"agrave", "à"},
                               {"aacute", "á"}, {"acirc", "â"},  {"ccedil", "ç"}, {"ntilde", "ñ"}, {"oacute", "ó"}, {"ocirc", "ô"},
                               {"iacute", "í"}, {"uacute", "ú"}, {"ugrave", "ù"}, {"aring", "å"},  {"oslash", "ø"}, {"aelig", "æ"},
                               {"ndash", "–"},  {"mdash", "—"},  {"hellip", "…"}, {"laquo", "«"},  {"raquo", "»"},  {"bull", "•"},
                               {"lsquo", "‘"},  {"rsquo", "’"},  {"ldquo", "“"},  {"rdquo", "”"},  {"bdquo", "„"},  {"copy", "©"}};

void append_character(std::string& out, uint32_t c) {
    if (c < 0x20 || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) return;
    if (c < 0x80) return out.push_back(static_cast<char>(c));
    if (c < 0x800) out += static_cast<char>(0xc0 | c >> 6);
    else if (c < 0x10000) (out += static_cast<char>(0xe0 | c >> 12)) += static_cast<char>(0x80 | (c >> 6 & 0x3f));
    else {
        out += static_cast<char>(0xf0 | c >> 18);
        out += static_cast<char>(0x80 | (c >> 12 & 0x3f));
        out += static_cast<char>(0x80 | (c >> 6 & 0x3f));
    }
    out += static_cast<char>(0x80 | (c & 0x3f));
}

// The character named at `at` (behind the ampersand) and how long its name is; nothing when it is none.
size_t read_entity(std::string_view html, size_t at, std::string& out) {
    const size_t end = html.substr(at, 12).find(';');
    if (end == std::string_view::npos || end == 0) return 0;
    std::string_view name = html.substr(at, end);
    if (name.front() != '#') {
        const auto known =
            std::find_if(std::begin(entities), std::end(entities), [&](const Entity& entity) { return entity.name == name; });
        if (known == std::end(entities)) return 0;
        out = known->text;
        return end + 1;
    }
    name.remove_prefix(1);
    const bool hex = !name.empty() && (name.front() == 'x' || name.front() == 'X');
    if (hex) name.remove_prefix(1);
    uint32_t value = 0;
    const auto [stop, failed] = std::from_chars(name.data(), name.data() + name.size(), value, hex ? 16 : 10);
    if (failed != std::errc{} || stop != name.data() + name.size()) return 0;
    if (value == 160) value = ' ';
    append_character(out, value);
    return end + 1;
}

bool is_one_of(std::string_view word, std::string_view list) {
    return (std::string(" ") + std::string(list) + " ").find(" " + std::string(word) + " ") != std::string::npos;
}

class Reader {
public:
    Reader(std::string_view html, size_t most) : html_(html), most_(most) {}

    std::string read() {
        while (at_ < html_.size() && out_.size() < most_) {
            if (html_[at_] == '<') tag();
            else if (html_[at_] == '&') entity();
            else put(html_.substr(at_, 1)), ++at_;
        }
        while (!out_.empty() && (out_.back() == '\n' || out_.back() == ' ')) out_.pop_back();
        return std::string(cut_text(clean_text(out_), most_));
    }

private:
    void put(std::string_view text) {
        const bool blank = text == " " || text == "\n" || text == "\r" || text == "\t";
        if (blank && pre_ == 0) return void(space_ = true);
        if (text == "\n") return line(1);
        begin_text();
        out_ += text;
    }

    void begin_text() {
        if (at_line_start()) {
            for (int i = 0; i < std::min(quote_, 5); ++i) out_ += "> ";
        } else if (space_) {
            out_ += ' ';
        }
        space_ = false;
        if (in_link_ && link_begin_ == std::string::npos) link_begin_ = out_.size();
    }

    bool at_line_start() const { return out_.empty() || out_.back() == '\n'; }

    // At least `count` line ends stand at the end.
    void line(size_t count) {
        space_ = false;
        if (out_.empty()) return;
        size_t there = 0;
        while (there < count && there < out_.size() && out_[out_.size() - 1 - there] == '\n') ++there;
        out_.append(count - there, '\n');
    }

    void entity() {
        std::string text;
        const size_t length = read_entity(html_, at_ + 1, text);
        if (length == 0) {
            put("&");
            ++at_;
            return;
        }
        put(text);
        at_ += length + 1;
    }

    void tag() {
        if (html_.substr(at_, 4) == "<!--") {
            const size_t end = html_.find("-->", at_ + 4);
            at_ = end == std::string_view::npos ? html_.size() : end + 3;
            return;
        }
        const char next = at_ + 1 < html_.size() ? html_[at_ + 1] : ' ';
        const bool named = next == '/' || next == '!' || next == '?' || (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z');
        const size_t end = named ? end_of_tag() : std::string_view::npos;
        if (!named) return put("<"), void(++at_);
        if (end == std::string_view::npos) return void(at_ = html_.size());
        const auto inside = html_.substr(at_ + 1, end - at_ - 1);
        at_ = end + 1;
        const bool closes = inside.starts_with('/');
        const auto words = closes ? inside.substr(1) : inside;
        const std::string name = lower_case(words.substr(0, words.find_first_of(" \t\r\n/>")));
        if (!closes && is_one_of(name, "script style head title template noscript svg object iframe")) return skip_to_end_of(name);
        apply(name, closes, inside);
    }

    // Behind the quotes of its attributes.
    size_t end_of_tag() const {
        char quote = 0;
        for (size_t i = at_ + 1; i < html_.size(); ++i) {
            const char c = html_[i];
            if (quote) {
                if (c == quote) quote = 0;
                // A quote that is never closed would swallow the mail.
                if (i - at_ > 20'000) return html_.find('>', at_);
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '>') {
                return i;
            }
        }
        return html_.find('>', at_);
    }

    void skip_to_end_of(const std::string& name) {
        for (size_t i = at_; (i = html_.find("</", i)) != std::string_view::npos; i += 2) {
            if (!same_word(html_.substr(i + 2, name.size()), name)) continue;
            const size_t end = html_.find('>', i);
            at_ = end == std::string_view::npos ? html_.size() : end + 1;
            return;
        }
        at_ = html_.size();
    }

    void apply(const std::string& name, bool closes, std::string_view inside) {
        if (name == "br") return out_.append(out_.empty() ? 0 : 1, '\n'), void(space_ = false);
        if (name == "blockquote") return line(1), void(quote_ = std::max(0, quote_ + (closes ? -1 : 1)));
        if (name == "pre") return line(1), void(pre_ = std::max(0, pre_ + (closes ? -1 : 1)));
        if (name == "a") return closes ? end_link() : begin_link(inside);
        if (name == "img") return picture(inside);
        if (name == "p" || is_one_of(name, "h1 h2 h3 h4 h5 h6 ul ol table hr")) return line(name == "p" || name[0] == 'h' ? 2 : 1);
        if (name == "li") return line(1), closes ? void() : put("- ");
        if (is_one_of(name, "div tr section article header footer address dt dd center")) return line(1);
        if (name == "td" || name == "th") space_ = true;
    }

    // The value of an attribute; empty: it has none.
    static std::string_view attribute(std::string_view inside, std::string_view name) {
        const size_t at = lower_case(inside.substr(0, 4000)).find(name);
        if (at == std::string::npos) return {};
        auto rest = trimmed(inside.substr(at + name.size()));
        if (!rest.starts_with('=')) return {};
        rest = trimmed(rest.substr(1));
        const bool quoted = !rest.empty() && (rest.front() == '"' || rest.front() == '\'');
        const size_t end = quoted ? rest.find(rest.front(), 1) : rest.find_first_of(" \t\r\n>");
        return quoted ? rest.substr(1, end == std::string_view::npos ? end : end - 1) : rest.substr(0, end);
    }

    // One that came with the mail has its place in the words; what lies elsewhere is nothing but a way to watch readers.
    void picture(std::string_view inside) {
        if (!lower_case(attribute(inside, "src").substr(0, 4)).starts_with("cid:")) return;
        begin_text();
        out_ += "[picture]";
    }

    void begin_link(std::string_view inside) {
        in_link_ = true;
        link_begin_ = std::string::npos;
        link_.clear();
        const auto address = attribute(inside, "href");
        const std::string scheme = lower_case(address.substr(0, 8));
        if (scheme.starts_with("http://") || scheme.starts_with("https://")) link_ = std::string(address.substr(0, 500));
    }

    // "the form (https://example.org/form)", so that a link that says something else is seen.
    void end_link() {
        in_link_ = false;
        if (link_.empty() || link_begin_ == std::string::npos || link_begin_ > out_.size()) return;
        const auto words = trimmed(std::string_view(out_).substr(link_begin_));
        const bool says_the_same = link_.find(words) != std::string::npos && words.size() + 12 >= link_.size();
        if (!words.empty() && !says_the_same) out_ += " (" + link_ + ")";
        link_.clear();
    }

    std::string_view html_;
    size_t most_, at_ = 0;
    std::string out_, link_;
    int quote_ = 0, pre_ = 0;
    bool space_ = false, in_link_ = false;
    size_t link_begin_ = std::string::npos;
};
}  // namespace

std::string html_to_text(std::string_view html, size_t most) { return Reader(html, most).read(); }

}  // namespace steward::mail
