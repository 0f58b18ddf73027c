#include "cli/output.h"

#include <algorithm>
#include <cstdio>

#include <boost/json.hpp>

#include "cli/client.h"

namespace steward::cli {

namespace json = boost::json;

std::string age(int64_t at_ms, int64_t now_ms) {
    if (at_ms == 0) return "never";
    const int64_t seconds = std::max<int64_t>(0, (now_ms - at_ms) / 1000);
    if (seconds < 120) return std::to_string(seconds) + " s";
    if (seconds < 7200) return std::to_string(seconds / 60) + " min";
    if (seconds < 172'800) return std::to_string(seconds / 3600) + " h";
    return std::to_string(seconds / 86'400) + " d";
}

void print_table(const json::array& items, const std::vector<ColumnSpec>& columns, int64_t now_ms) {
    if (items.empty()) {
        std::puts("none");
        return;
    }
    std::vector<std::vector<std::string>> cells;
    std::vector<size_t> widths;
    for (const auto& column : columns) widths.push_back(column.title.size());
    for (const auto& item : items) {
        auto& row = cells.emplace_back();
        for (size_t i = 0; i < columns.size(); ++i) {
            std::string text = text_of(item, columns[i].field);
            if (columns[i].is_time) text = age(text.empty() ? 0 : std::stoll(text), now_ms);
            widths[i] = std::max(widths[i], text.size());
            row.push_back(std::move(text));
        }
    }
    const auto line = [&](auto text_at) {
        std::string text;
        for (size_t i = 0; i < columns.size(); ++i) {
            std::string cell = text_at(i);
            if (i + 1 < columns.size()) cell.resize(std::max(widths[i], cell.size()) + 2, ' ');
            text += cell;
        }
        std::puts(text.c_str());
    };
    line([&](size_t i) { return columns[i].title; });
    for (const auto& row : cells) line([&](size_t i) { return row[i]; });
}

void print_json(const json::value& value) { std::puts(json::serialize(value).c_str()); }

int exit_code(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::NotFound:
            return 3;
        case ErrorKind::Unauthenticated:
        case ErrorKind::Forbidden:
            return 4;
        case ErrorKind::Invalid:
        case ErrorKind::Conflict:
        case ErrorKind::StaleEtag:
        case ErrorKind::TooLarge:
        case ErrorKind::Limited:
            return 5;
        case ErrorKind::Unavailable:
            return 6;
        case ErrorKind::Internal:
            break;
    }
    return 1;
}

int report(const Error& error) {
    std::fprintf(stderr, "steward: %s (%s)\n", error.message.c_str(), error.code.c_str());
    for (const auto& field : error.fields) {
        std::fprintf(stderr, "  %s: %s\n", field.pointer.c_str(), field.detail.c_str());
    }
    if (!error.cause.empty()) std::fprintf(stderr, "  because: %s\n", error.cause.c_str());
    return error.code == "cli.usage" || error.code == "cli.missing" || error.code == "cli.unknown_option" ? 2 : exit_code(error.kind);
}

}  // namespace steward::cli
