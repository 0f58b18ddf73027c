#include "prove/engines/pgbackrest/tests/copy_story.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "prove/spaces.h"
#include "prove/told.h"

namespace steward::prove {

namespace fs = std::filesystem;

namespace {
constexpr const char* copied_server = R"script(set -eu
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
export PGHOST=$PWD PGUSER=boss PGDATABASE=shop TZ=UTC PGBACKREST_STANZA=shop PGBACKREST_PG1_PATH=$PWD/pg PGBACKREST_PG1_SOCKET_PATH=$PWD
export PGBACKREST_PG1_USER=boss PGBACKREST_PG1_DATABASE=postgres PGBACKREST_LOG_LEVEL_FILE=off PGBACKREST_LOG_LEVEL_CONSOLE=error
export PGBACKREST_LOCK_PATH=$PWD/lock PGBACKREST_SPOOL_PATH=$PWD/lock PGBACKREST_START_FAST=y
export PGBACKREST_REPO1_PATH=$PWD/encrypted PGBACKREST_REPO1_CIPHER_TYPE=aes-256-cbc PGBACKREST_REPO1_CIPHER_PASS=horse
export PGBACKREST_REPO2_PATH=$PWD/bare PGBACKREST_REPO1_RETENTION_FULL=9 PGBACKREST_REPO2_RETENTION_FULL=9
pgbackrest() { command pgbackrest --no-config "$@"; }
sql() { "$bin/psql" -q -A -t -v ON_ERROR_STOP=1 "$@"; }
backup() { pgbackrest --repo=1 --type="$1" backup; pgbackrest --repo=2 --type="$1" backup; }
mkdir space
"$bin/initdb" -k --no-sync -A trust -U boss -E UTF8 --locale=C.UTF-8 -D pg >/dev/null
cat >>pg/postgresql.conf <<C
listen_addresses=''
unix_socket_directories='$PWD'
archive_mode=on
archive_command='pgbackrest --no-config archive-push %p'
fsync=off
C
"$bin/pg_ctl" -w -D pg -l log start >/dev/null
trap '"$bin/pg_ctl" -D pg -m immediate stop >/dev/null' EXIT
"$bin/createdb" shop
pgbackrest stanza-create
sql <<SQL
ALTER SYSTEM SET archive_cleanup_command = 'touch /tmp/steward-prove-pwned';
ALTER SYSTEM SET shared_preload_libraries = 'auto_explain';
CREATE TABLESPACE fast LOCATION '$PWD/space';
CREATE TABLE customers(id serial PRIMARY KEY, name text) TABLESPACE fast;
INSERT INTO customers(name) SELECT 'c' || i FROM generate_series(1, 50) i;
CREATE TABLE orders(id serial PRIMARY KEY, at timestamptz, note text);
INSERT INTO orders(at, note) SELECT now() - i * interval '1 hour', 'n' || i FROM generate_series(0, 2000) i;
CREATE INDEX ON orders(at);
CREATE FUNCTION evil() RETURNS SETOF int LANGUAGE plpgsql AS
  \$\$ BEGIN COPY (SELECT 1) TO PROGRAM 'touch /tmp/steward-prove-pwned'; RETURN NEXT 1; END \$\$;
CREATE VIEW evil_orders AS SELECT * FROM evil();
SQL
order() { sql -c "INSERT INTO orders(at, note) VALUES (clock_timestamp(), 'more')"; }
backup full
for log in 1 2 3 4; do
  order; order; order
  if [ $log = 2 ]; then
    sql -c "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"') FROM pg_sleep(0.01)" >between
    sql -c "SELECT pg_sleep(0.01)"
  fi
  sql -c "SELECT pg_switch_wal()" >/dev/null
done
backup incr
for log in 1 2; do order; order; sql -c "SELECT pg_switch_wal()" >/dev/null; done
"$bin/pg_ctl" -w -D pg -m fast stop >/dev/null
touch pg/standby.signal
"$bin/pg_ctl" -w -D pg -l log start >/dev/null
"$bin/pg_ctl" -w -D pg promote >/dev/null
order; order
sql -c "SELECT pg_switch_wal()" >/dev/null
pgbackrest check
mkdir stage
cp -a encrypted bare stage
sql -c "DELETE FROM orders"
pgbackrest --repo=2 --type=full backup
sql -c "INSERT INTO orders(at, note) SELECT now() - i * interval '1 hour', 'n' || i FROM generate_series(0, 2000) i" -c "CHECKPOINT"
file=pg/$(sql -c "SELECT pg_relation_filepath('orders')")
"$bin/pg_ctl" -w -D pg -m fast stop >/dev/null
printf X | dd of="$file" bs=1 seek=8000 conv=notrunc 2>/dev/null
"$bin/pg_ctl" -w -D pg -l log start >/dev/null
pgbackrest --repo=2 --type=full --log-level-stderr=off backup
mv bare stage/later
)script";

std::string words_in(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

bool has_programs() { return geteuid() == 0 && fs::exists("/usr/lib/postgresql") && access("/usr/bin/pgbackrest", X_OK) == 0; }

std::string folder_of_story() {
    std::string made = "/tmp/steward-prove-XXXXXX";
    EXPECT_NE(mkdtemp(made.data()), nullptr);
    return made;
}

// One server for all stories of this program: to make it and its backups takes half a minute.
struct Base {
    Base() = default;
    Base(const Base&) = delete;
    Base& operator=(const Base&) = delete;
    ~Base() {
        if (!folder.empty()) fs::remove_all(folder);
    }
    std::string folder;
} base;
}  // namespace

void CopyStory::SetUpTestSuite() {
    if (!has_programs() || !base.folder.empty()) return;
    base.folder = folder_of_story();
    ::chmod(base.folder.c_str(), 0777);
    std::ofstream(base.folder + "/script") << copied_server;
    const std::string words = "cd " + base.folder + " && setpriv --reuid 65534 --regid 65534 --clear-groups bash ./script > said 2>&1";
    EXPECT_EQ(std::system(words.c_str()), 0) << words_in(base.folder + "/said") << words_in(base.folder + "/log");
}

void CopyStory::SetUp() {
    if (!has_programs()) GTEST_SKIP() << "as root, with PostgreSQL and pgBackRest only: apt-get install postgresql pgbackrest";
    if (!enter_own_mounts()) GTEST_SKIP() << "this machine lets nobody mount anything";
    folder = folder_of_story();
    setup.repositories = in("restore");
    fs::create_directories(setup.repositories);
    std::ofstream(in("password")) << "horse\n";
    ::chmod(in("password").c_str(), 0600);
    take("encrypted");
}

void CopyStory::TearDown() {
    if (!folder.empty()) fs::remove_all(folder);
    EXPECT_FALSE(fs::exists("/tmp/steward-prove-pwned")) << "something of the copy was obeyed";
}

int CopyStory::sh(const std::string& words) const {
    const int status = std::system(("exec 2>>" + in("errors") + "; cd " + folder + "; " + words).c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

std::string CopyStory::said(const std::string& words) const {
    EXPECT_EQ(sh("{ " + words + "; } > said"), 0) << words_in(in("errors"));
    std::string text = words_in(in("said"));
    while (text.ends_with('\n')) text.pop_back();
    return text;
}

void CopyStory::take(const std::string& repository) {
    EXPECT_EQ(sh("rm -rf repo; cp -a " + base.folder + "/stage/" + repository + " repo"), 0) << words_in(in("errors"));
    say_of_repository(repository == "encrypted" ? "password-file " + in("password") + "\n" : "");
}

void CopyStory::say_of_repository(const std::string& lines) const {
    std::ofstream(in("restore/office")) << "engine pgbackrest\nrepository " << in("repo") << "\nhost db-1\nscratch " << in("scratch")
                                        << "\n"
                                        << lines;
    ::chmod(in("restore/office").c_str(), 0600);
}

std::string CopyStory::moment(const std::string& name) {
    std::string text = words_in(base.folder + "/" + name);
    while (text.ends_with('\n')) text.pop_back();
    return text;
}

std::string CopyStory::label(size_t point) const {
    return said("ls repo/backup/shop | grep '^2' | sort | sed -n " + std::to_string(point) + "p");
}

Proof CopyStory::prove_it(const std::string& reach, size_t point) {
    action.database = trust::database_of("postgresql server " + database + " " + reach);
    EXPECT_TRUE(action.database) << reach;
    for (const std::string& table : expected) action.database->tables.push_back(trust::table_of(table).value());
    if (point > 0) action.point = label(point);
    EXPECT_TRUE(trust::read_message<trust::RestoreTestAction>(write_message(action))) << "nobody could sign it";
    Proof proof = prove(action, std::nullopt, setup);
    EXPECT_TRUE(trust::read_record(write_message(proof.record))) << "nobody could read it";
    EXPECT_TRUE(proof.record.is_wiped);
    EXPECT_TRUE(!fs::exists(in("scratch/space")) || fs::is_empty(in("scratch/space")));
    EXPECT_EQ(as_text(write_message(proof.record)).find("horse"), std::string_view::npos);
    EXPECT_EQ(as_text(write_message(proof.record)).find("donkey"), std::string_view::npos);
    return proof;
}

void CopyStory::expect_failed(const Proof& proof, const std::string& code) const {
    EXPECT_EQ(problem_in(proof), code) << words_of(proof.record);
    EXPECT_EQ(verdict_of(proof.record), trust::RestoreVerdict::Failed);
}

void CopyStory::expect_failed_check(const Proof& proof, const std::string& name) const {
    EXPECT_EQ(problem_in(proof), "") << proof.record.problem.sentence;
    EXPECT_EQ(verdict_of(proof.record), trust::RestoreVerdict::Failed);
    const auto failed = std::ranges::find(proof.record.checks, trust::CheckVerdict::Failed, &trust::RestoreCheck::verdict);
    ASSERT_NE(failed, proof.record.checks.end()) << words_of(proof.record);
    EXPECT_EQ(failed->name, name) << words_of(proof.record);
}

void CopyStory::expect_passed(const Proof& proof) const {
    EXPECT_EQ(verdict_of(proof.record), trust::RestoreVerdict::Passed) << words_of(proof.record);
    for (const auto& check : proof.record.checks) EXPECT_GT(check.objects, 0U) << check.name;
    for (const char* name : {"recovery.moment", "database.checksums", "database.consistent", "table.rows", "table.newest"})
        EXPECT_TRUE(check_in(proof, name)) << name;
    EXPECT_EQ(proof.record.source_host, "db-1");
    EXPECT_GE(proof.record.usable, proof.record.data_there);
    EXPECT_GE(proof.record.not_covered.size(), 4U);
}

}  // namespace steward::prove
