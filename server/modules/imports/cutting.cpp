#include "server/modules/imports/cutting.h"

#include <boost/json.hpp>

#include <algorithm>

namespace steward::imports {

namespace {
namespace json = boost::json;

size_t end_of_line(std::string_view buffer, size_t from) {
    const size_t at = buffer.find_first_of("\r\n", from);
    return at == std::string_view::npos ? buffer.size() : at;
}

// Behind the line's end: CR, LF or both.
size_t after_line(std::string_view buffer, size_t end) {
    if (end < buffer.size() && buffer[end] == '\r') ++end;
    if (end < buffer.size() && buffer[end] == '\n') ++end;
    return end;
}

// What is no record ends with its line, so that the next one is looked at.
Cut bad_line(std::string_view buffer, size_t begin, std::string problem) {
    const size_t end = std::min(end_of_line(buffer, begin), begin + most_record_bytes);
    return {Cut::What::Bad, begin, end, std::max(after_line(buffer, end), begin + 1), std::move(problem)};
}

bool is_formula_start(char c) { return c == '=' || c == '+' || c == '-' || c == '@' || c == '\t' || c == '\r'; }

std::string without_guard(std::string text) {
    if (text.size() > 1 && text[0] == '\'' && is_formula_start(text[1])) text.erase(0, 1);
    return text;
}

std::string scalar_text(const json::value& value) {
    if (value.is_string()) return std::string(value.get_string());
    if (value.is_null()) return {};
    return json::serialize(value);
}

void flatten(const json::object& object, const std::string& before, std::vector<Cell>& cells, int level, std::string& problem) {
    if (level > most_levels) problem = "It is nested too deeply.";
    for (const auto& member : object) {
        if (!problem.empty()) return;
        if (cells.size() >= most_columns) {
            problem = "It has more than " + std::to_string(most_columns) + " fields.";
            return;
        }
        const std::string name = before + std::string(member.key());
        const json::value& value = member.value();
        if (value.is_object()) {
            flatten(value.get_object(), name + "/", cells, level + 1, problem);
        } else if (value.is_array()) {
            std::string joined;
            for (const auto& one : value.get_array()) joined += (joined.empty() ? "" : ", ") + scalar_text(one);
            cells.push_back({name, std::move(joined)});
        } else {
            cells.push_back({name, scalar_text(value)});
        }
    }
}
}  // namespace

Cut cut_csv(std::string_view buffer, char delimiter, bool is_last) {
    size_t begin = 0;
    while (begin < buffer.size() && (buffer[begin] == '\r' || buffer[begin] == '\n')) ++begin;
    if (begin == buffer.size()) return {is_last ? Cut::What::End : Cut::What::More, begin, begin, begin};
    // A quote means something at the beginning of a cell, and there until it is closed; anywhere else it is a letter.
    bool quoted = false, at_start = true;
    const size_t limit = std::min(buffer.size(), begin + most_record_bytes);
    for (size_t at = begin; at < limit; ++at) {
        const char c = buffer[at];
        if (quoted) {
            if (c != '"') continue;
            if (at + 1 < limit && buffer[at + 1] == '"') ++at;
            else quoted = false;
        } else if (c == '\n' || c == '\r') {
            return {Cut::What::Record, begin, at, after_line(buffer, at)};
        } else {
            quoted = at_start && c == '"';
            at_start = c == delimiter;
        }
    }
    if (limit == buffer.size() && !is_last) return {Cut::What::More, begin, limit, begin};
    if (limit < buffer.size() || quoted)
        return bad_line(buffer, begin, quoted ? "A quote is opened in this line and never closed." : "This line is longer than 1 MiB.");
    return {Cut::What::Record, begin, limit, limit};
}

Cut cut_json(std::string_view buffer, bool is_last) {
    // Between records: blanks, and what makes an array of them.
    const size_t begin = std::min(buffer.find_first_not_of(" \t\r\n,[]"), buffer.size());
    if (begin == buffer.size()) return {is_last ? Cut::What::End : Cut::What::More, begin, begin, begin};
    if (buffer[begin] != '{') {
        if (end_of_line(buffer, begin) == buffer.size() && !is_last && buffer.size() - begin < most_record_bytes)
            return {Cut::What::More, begin, begin, begin};
        return bad_line(buffer, begin, "This line is no JSON object.");
    }
    bool in_text = false;
    int depth = 0;
    const size_t limit = std::min(buffer.size(), begin + most_record_bytes);
    for (size_t at = begin; at < limit; ++at) {
        const char c = buffer[at];
        if (in_text) {
            if (c == '\\') ++at;
            else if (c == '"') in_text = false;
            else if (c == '\n') return bad_line(buffer, begin, "A text in this object is not closed.");
        } else if (c == '"') {
            in_text = true;
        } else if (c == '{') {
            ++depth;
        } else if (c == '}' && --depth == 0) {
            return {Cut::What::Record, begin, at + 1, at + 1};
        }
    }
    if (limit == buffer.size() && !is_last) return {Cut::What::More, begin, limit, begin};
    return bad_line(buffer, begin, limit < buffer.size() ? "This object is longer than 1 MiB." : "This object is not closed.");
}

std::vector<std::string> csv_cells(std::string_view line, char delimiter) {
    std::vector<std::string> cells;
    std::string cell;
    bool quoted = false, was_quoted = false;
    for (size_t at = 0; at <= line.size(); ++at) {
        if (at == line.size() || (!quoted && line[at] == delimiter)) {
            cells.push_back(without_guard(std::move(cell)));
            cell.clear();
            was_quoted = false;
            if (cells.size() > most_columns) break;
        } else if (line[at] == '"') {
            if (quoted && at + 1 < line.size() && line[at + 1] == '"') {
                cell += '"';
                ++at;
            } else if (quoted) {
                quoted = false;
            } else if (cell.empty() && !was_quoted) {
                quoted = was_quoted = true;
            } else {
                cell += '"';
            }
        } else {
            cell += line[at];
        }
    }
    return cells;
}

void append_csv_cell(std::string_view text, std::string& out) {
    const bool guard = !text.empty() && is_formula_start(text.front());
    if (!guard && text.find_first_of("\",;|\r\n\t") == std::string_view::npos && !text.starts_with(' ') && !text.ends_with(' ')) {
        out += text;
        return;
    }
    out += '"';
    if (guard) out += '\'';
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

std::vector<Cell> json_cells(std::string_view object, std::string& problem) {
    std::vector<Cell> cells;
    boost::system::error_code failed;
    json::parse_options options;
    options.max_depth = most_levels + 2;
    const json::value value = json::parse(object, failed, {}, options);
    if (failed || !value.is_object()) {
        problem = failed ? "It is no well-formed JSON." : "It is no JSON object.";
        return cells;
    }
    flatten(value.get_object(), "", cells, 1, problem);
    if (!problem.empty()) cells.clear();
    return cells;
}

}  // namespace steward::imports
