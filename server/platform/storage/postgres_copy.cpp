#include "server/platform/storage/postgres_copy.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>

#include "server/platform/storage/postgres_programs.h"

namespace steward::storage {

namespace {
constexpr int oldest_program = 14;  // --extension

int major_of(PostgresConnection& connection) { return std::max(oldest_program, PQserverVersion(connection.handle()) / 10'000); }

// As a pattern of pg_dump and as a name in SQL: nothing in it means anything else.
std::string quoted(const std::string& name) {
    std::string text = "\"";
    for (const char c : name) text += c == '"' ? "\"\"" : std::string(1, c);
    return text + "\"";
}

// A name alone may be read as a whole address.
std::string database_of(PostgresConnection& connection) {
    std::string text = "--dbname=dbname='";
    for (const char* c = PQdb(connection.handle()); *c; ++c) {
        if (*c == '\'' || *c == '\\') text += '\\';
        text += *c;
    }
    return text + "'";
}

Result<std::string> current_schema(PostgresConnection& connection) {
    STEWARD_TRY(const auto rows, connection.run("select coalesce(cast(current_schema() as text), '')", {}));
    return rows.front().text(0);
}

// What our tables and indexes need of extensions: a dump of one schema leaves them out unless they are named.
Result<std::vector<std::string>> extensions_of(PostgresConnection& connection, const std::string& schema) {
    const Value parameters[] = {schema};
    STEWARD_TRY(const auto rows,
                connection.run("select distinct cast(e.extname as text) from pg_class c join pg_namespace n on n.oid = c.relnamespace "
                               "join pg_depend uses on uses.classid = cast('pg_class' as regclass) and uses.objid = c.oid "
                               "join pg_depend member on member.classid = uses.refclassid and member.objid = uses.refobjid and "
                               "member.deptype = 'e' join pg_extension e on e.oid = member.refobjid where n.nspname = $1 order by 1",
                               parameters));
    std::vector<std::string> names;
    for (const auto& row : rows) names.push_back(row.text(0));
    return names;
}

Status make_private(const std::string& path) {
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) return fail(ErrorKind::Internal, "storage.copy_failed", path + " cannot be written.", std::strerror(errno));
    close(file);
    return {};
}

Status is_empty(PostgresConnection& connection) {
    STEWARD_TRY(const auto rows,
                connection.run("select cast(n.nspname as text), cast(c.relname as text) from pg_class c join pg_namespace n on n.oid = "
                               "c.relnamespace where left(cast(n.nspname as text), 3) <> 'pg_' and n.nspname <> 'information_schema' and "
                               "c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and not exists (select 1 from pg_depend d where d.classid = "
                               "cast('pg_class' as regclass) and d.objid = c.oid and d.deptype = 'e') order by 1, 2 limit 1",
                               {}));
    if (rows.empty()) return {};
    return fail(ErrorKind::Conflict, "storage.not_empty",
                std::string("The database ") + PQdb(connection.handle()) + " is not empty (" + rows.front().text(0) + "." +
                    rows.front().text(1) + "). A backup is restored into an empty one: make another with createdb, and name that.");
}

// What a dump says of itself.
struct Contents {
    int made_by = oldest_program;  // of which version pg_dump was
    std::string schema;
    std::vector<std::string> entries;
    bool is_ours = false;
};

std::string after(const std::string& line, std::string_view words) {
    const size_t at = line.find(words);
    return at == std::string::npos ? "" : line.substr(at + words.size());
}

// "3374; 1259 16391 TABLE public storage_migrations steward": number, two of PostgreSQL's own, kind, schema, name, owner.
void take_in(Contents& contents, const std::string& line) {
    if (line.starts_with(";")) {
        const std::string version = after(line, "Dumped by pg_dump version: ");
        std::from_chars(version.data(), version.data() + version.size(), contents.made_by);
        return;
    }
    contents.entries.push_back(line);
    const std::string table = after(line, " TABLE ");
    if (line.find(" TABLE DATA ") != std::string::npos || table.empty()) return;
    if (contents.schema.empty()) contents.schema = table.substr(0, table.find(' '));
    if (table.starts_with(contents.schema + " storage_migrations ")) contents.is_ours = true;
}

Result<Contents> contents_of(const std::string& path, const std::vector<std::string>& folders) {
    // Any version reads what an older one wrote, so the newest is asked.
    const auto programs = postgres_programs("pg_restore", folders);
    STEWARD_TRY(const auto newest, programs.empty() ? find_postgres_program("pg_restore", oldest_program, folders) : programs.back());
    STEWARD_TRY(const auto listed, run_postgres_program(newest, {"--list", path}, {}));
    if (listed.code != 0 && listed.cause.find("unsupported version") != std::string::npos)
        return fail(ErrorKind::Conflict, "storage.old_client",
                    "The copy was made by a newer PostgreSQL than pg_restore " + std::to_string(newest.major) +
                        " can read. Install the package postgresql-client of the version that the old server had.",
                    listed.cause);
    Contents contents;
    for (size_t begin = 0; begin < listed.output.size();) {
        const size_t end = std::min(listed.output.find('\n', begin), listed.output.size());
        if (end > begin) take_in(contents, listed.output.substr(begin, end - begin));
        begin = end + 1;
    }
    if (listed.code == 0 && contents.is_ours) return contents;
    return fail(ErrorKind::Invalid, "storage.copy_damaged", "The copy of the database is damaged, or it is not one of Steward's.",
                listed.cause);
}

struct Place {
    std::string leads_to;
    bool is_there = false;
};

// Where new tables would come to lie once `schema` is there; the address may name one that nobody has made yet.
Result<Place> place_of(PostgresConnection& connection, const std::string& schema) {
    STEWARD_CHECK(connection.command("begin"));
    const auto looked = [&]() -> Result<Place> {
        const Value parameters[] = {schema};
        STEWARD_TRY(const auto rows, connection.run("select count(*) from pg_namespace where nspname = $1", parameters));
        Place place{.leads_to = {}, .is_there = rows.front().integer(0) > 0};
        if (!place.is_there) STEWARD_CHECK(connection.command("create schema " + quoted(schema)));
        STEWARD_TRY(place.leads_to, current_schema(connection));
        return place;
    }();
    STEWARD_CHECK(connection.command("rollback"));
    return looked;
}

// All that is to come back, for --use-list: a schema that is there cannot be made again.
Status write_list(const std::string& path, const Contents& contents, bool with_schema) {
    STEWARD_CHECK(make_private(path));
    std::ofstream out(path, std::ios::trunc);
    for (const auto& entry : contents.entries) {
        if (with_schema || entry.find(" SCHEMA - ") == std::string::npos) out << entry << "\n";
    }
    out.close();
    return out ? Status{} : Status(fail(ErrorKind::Internal, "storage.restore_failed", path + " cannot be written. Is its disk full?"));
}
}  // namespace

Status dump_postgres(const std::string& url, const std::string& path, const std::vector<std::string>& folders) {
    STEWARD_TRY(auto connection, PostgresConnection::open(url, false));
    STEWARD_TRY(const auto program, find_postgres_program("pg_dump", major_of(*connection), folders));
    STEWARD_TRY(const auto environment, environment_of(*connection));
    STEWARD_TRY(const std::string schema, current_schema(*connection));
    STEWARD_TRY(const auto extensions, extensions_of(*connection, schema));
    // Lightly compressed: the archive around it is compressed too, but the state folder holds this beside its data meanwhile.
    std::vector<std::string> words{"--format=custom",
                                   "--compress=1",
                                   "--no-owner",
                                   "--no-privileges",
                                   "--no-comments",
                                   "--no-security-labels",
                                   "--no-password",
                                   "--lock-wait-timeout=60000",
                                   "--file=" + path,
                                   "--strict-names",
                                   "--schema=" + quoted(schema),
                                   database_of(*connection)};
    for (const auto& extension : extensions) words.push_back("--extension=" + quoted(extension));
    connection.reset();
    STEWARD_CHECK(make_private(path));
    const auto ended = run_postgres_program(program, words, environment);
    if (ended && ended->code == 0) return {};
    unlink(path.c_str());
    if (!ended) return std::unexpected(ended.error());
    return fail(ErrorKind::Internal, "storage.copy_failed",
                "pg_dump could not copy the database, and nothing of the copy was kept. The server's log says why.", ended->cause);
}

// A dump holds no indexes and is compressed: it is smaller than its tables.
Result<int64_t> size_of_copy(Database& database) {
    const std::string_view sql = database.engine() == Engine::Sqlite
                                     ? "select page_count * page_size from pragma_page_count(), pragma_page_size()"
                                     : "select cast(coalesce(sum(pg_table_size(c.oid)), 0) as bigint) from pg_class c join pg_namespace n "
                                       "on n.oid = c.relnamespace where n.nspname = current_schema() and c.relkind = 'r'";
    int64_t bytes = 0;
    STEWARD_CHECK(database.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(const auto row, transaction.query_one(sql));
        bytes = row->integer(0);
        return {};
    }));
    return bytes;
}

Status takes_postgres_copy(const std::string& url, const std::vector<std::string>& folders) {
    STEWARD_TRY(const auto connection, PostgresConnection::open(url, false));
    STEWARD_CHECK(find_postgres_program("pg_restore", major_of(*connection), folders));
    return is_empty(*connection);
}

Status restore_postgres(const std::string& url, const std::string& path, const std::vector<std::string>& folders) {
    STEWARD_TRY(const auto connection, PostgresConnection::open(url, false));
    STEWARD_CHECK(find_postgres_program("pg_restore", major_of(*connection), folders));
    STEWARD_CHECK(is_empty(*connection));
    STEWARD_TRY(const auto contents, contents_of(path, folders));
    STEWARD_TRY(const auto program, find_postgres_program("pg_restore", std::max(major_of(*connection), contents.made_by), folders));
    STEWARD_TRY(const auto environment, environment_of(*connection));
    STEWARD_TRY(const auto place, place_of(*connection, contents.schema));
    if (place.leads_to != contents.schema)
        return fail(ErrorKind::Conflict, "storage.other_schema",
                    "The copy's tables belong into the schema " + contents.schema + ", and this address leads to " + place.leads_to +
                        ". Add options=-csearch_path%3D" + contents.schema + " to it.");
    const std::string list = path + ".list";
    const Status written = write_list(list, contents, !place.is_there);
    const auto ended = written ? run_postgres_program(program,
                                                      {"--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
                                                       "--no-password", "--use-list=" + list, database_of(*connection), path},
                                                      environment)
                               : Result<ProgramEnded>(std::unexpected(written.error()));
    unlink(list.c_str());
    if (!ended) return std::unexpected(ended.error());
    if (ended->code != 0)
        return fail(ErrorKind::Internal, "storage.restore_failed", "pg_restore could not bring the database back, and left it empty.",
                    ended->cause);
    (void)connection->command("analyze");  // a dump holds no statistics; without them the first lists are slow
    return {};
}

}  // namespace steward::storage
