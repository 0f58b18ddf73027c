#include <algorithm>

#include "server/platform/filter/filter.h"

namespace steward::filter {

namespace {
constexpr size_t longest_filter = 4096, most_terms = 64;

std::unexpected<Error> syntax_error(size_t at, std::string what) {
    return fail(ErrorKind::Invalid, "filter.syntax", "The filter cannot be read at character " + std::to_string(at + 1) + ": " + what);
}

bool is_key_character(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    Result<std::vector<Term>> all() {
        std::vector<Term> terms;
        for (skip_spaces(); at_ < text_.size(); skip_spaces()) {
            if (terms.size() == most_terms) return syntax_error(at_, "more than " + std::to_string(most_terms) + " terms.");
            STEWARD_TRY(auto term, one());
            terms.push_back(std::move(term));
        }
        return terms;
    }

private:
    void skip_spaces() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    }

    Result<Term> one() {
        Term term;
        if (text_[at_] == '-' && at_ + 1 < text_.size() && text_[at_ + 1] != ' ') {
            term.negated = true;
            ++at_;
        }
        const size_t start = at_;
        size_t end = at_;
        while (end < text_.size() && is_key_character(text_[end])) ++end;
        if (end > start && end < text_.size() && (text_[end] == ':' || text_[end] == '<' || text_[end] == '>')) {
            term.key = std::string(text_.substr(start, end - start));
            std::transform(term.key.begin(), term.key.end(), term.key.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
            at_ = end;
            term.comparison = read_operator();
        }
        STEWARD_TRY(term.values, read_values(!term.key.empty()));
        return term;
    }

    Operator read_operator() {
        const char first = text_[at_++];
        if (first == ':') return Operator::Is;
        const bool equal = at_ < text_.size() && text_[at_] == '=';
        if (equal) ++at_;
        if (first == '<') return equal ? Operator::LessOrEqual : Operator::Less;
        return equal ? Operator::GreaterOrEqual : Operator::Greater;
    }

    // A comma separates alternatives only behind a key: free text may hold one.
    Result<std::vector<std::string>> read_values(bool has_key) {
        std::vector<std::string> values;
        for (;;) {
            STEWARD_TRY(auto value, read_value(has_key));
            values.push_back(std::move(value));
            if (!has_key || at_ >= text_.size() || text_[at_] != ',') return values;
            ++at_;
        }
    }

    Result<std::string> read_value(bool has_key) {
        if (at_ < text_.size() && text_[at_] == '"') {
            const size_t open = at_++;
            const size_t close = text_.find('"', at_);
            if (close == std::string_view::npos) return syntax_error(open, "the quotation mark is never closed.");
            std::string value(text_.substr(at_, close - at_));
            at_ = close + 1;
            return value;
        }
        const size_t start = at_;
        while (at_ < text_.size() && text_[at_] != ' ' && text_[at_] != '\t' && !(has_key && text_[at_] == ',')) ++at_;
        if (at_ == start) return syntax_error(start, "a value is missing.");
        return std::string(text_.substr(start, at_ - start));
    }

    std::string_view text_;
    size_t at_ = 0;
};
}  // namespace

Result<std::vector<Term>> parse(std::string_view text) {
    if (text.size() > longest_filter) return syntax_error(longest_filter, "it is longer than 4096 characters.");
    return Reader(text).all();
}

}  // namespace steward::filter
