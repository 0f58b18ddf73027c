#include "prove/levels/database/dump.h"

namespace steward::prove::database {

namespace {
constexpr std::string_view gzip_begins = "\x1f\x8b", custom_begins = "PGDMP", tar_begins = "toc.dat";

bool has_part(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// "-- Host: localhost    Database: shop"; of several nothing stands there.
std::string_view database_in(std::string_view head) {
    constexpr std::string_view before = "    Database: ";
    const size_t at = head.find(before);
    if (at == std::string_view::npos) return {};
    head.remove_prefix(at + before.size());
    const std::string_view name = head.substr(0, head.find('\n'));
    return trust::is_column_name(name) ? name : std::string_view();
}
}  // namespace

Look look_at(std::string_view head, std::string_view tail, trust::DatabaseKind kind) {
    const bool is_postgresql = kind == trust::DatabaseKind::PostgreSql;
    if (head.starts_with(gzip_begins)) return {.form = DumpForm::Gzip};
    if (is_postgresql && (head.starts_with(custom_begins) || head.starts_with(tar_begins))) return {.form = DumpForm::Archive};
    if (has_part(head, std::string_view("\0", 1))) return {};
    if (is_postgresql)
        return {DumpForm::Sql, has_part(head, "-- PostgreSQL database dump"), has_part(tail, "-- PostgreSQL database dump complete"), {}};
    return {DumpForm::Sql, has_part(head, "-- MariaDB dump") || has_part(head, "-- MySQL dump"), has_part(tail, "-- Dump completed"),
            std::string(database_in(head))};
}

}  // namespace steward::prove::database
