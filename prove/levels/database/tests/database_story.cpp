#include "prove/levels/database/tests/database_story.h"

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

std::string DatabaseStory::base_;

namespace {
std::string made_folder() {
    std::string made = "/tmp/steward-prove-XXXXXX";
    EXPECT_NE(mkdtemp(made.data()), nullptr);
    return made;
}

std::string text_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

bool has_servers() { return geteuid() == 0 && fs::exists("/usr/lib/postgresql") && access("/usr/sbin/mariadbd", X_OK) == 0; }

// Each server lives for as long as its dumps are made.
constexpr const char* with_postgresql = R"(set -eu
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
export PGHOST=$PWD/pg PGUSER=shop PGDATABASE=shop
mkdir pg
"$bin/initdb" --no-sync -A trust -U shop -E UTF8 --locale=C.UTF-8 -D pg >/dev/null
"$bin/pg_ctl" -w -D pg -l pg/log -o "-k $PWD/pg -c listen_addresses= -c fsync=off" start >/dev/null
trap '"$bin/pg_ctl" -D pg -m immediate stop >/dev/null' EXIT
"$bin/createdb" shop
"$bin/psql" -q -v ON_ERROR_STOP=1 <<'SQL'
CREATE TABLE customers(id serial PRIMARY KEY, name text);
INSERT INTO customers(name) SELECT 'c' || i FROM generate_series(1, 50) i;
CREATE TABLE orders(id serial PRIMARY KEY, customer int REFERENCES customers, at timestamptz, day date, note text);
INSERT INTO orders(customer, at, day, note)
  SELECT 1 + i % 50, now() - i * interval '1 hour', now() - i * interval '1 hour',
  E'first\n\\! touch pwned\n\\.' FROM generate_series(0, 2000) i;
CREATE INDEX ON orders(at);
CREATE VIEW newest AS SELECT * FROM orders ORDER BY at DESC;
CREATE FUNCTION double(int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 2 * $1; END $$;
CREATE ROLE clerk;
GRANT SELECT ON orders TO clerk;
SQL
"$bin/pg_dump" -f shop.sql
"$bin/pg_dump" --inserts -f inserts.sql
"$bin/pg_dump" -Fc -f shop.custom
"$bin/pg_dump" -Ft -f shop.tar
"$bin/pg_dump" -C | gzip > create.sql.gz
"$bin/psql" -q -c "DELETE FROM orders WHERE at > now() - interval '40 days'"
"$bin/pg_dump" -f month.sql
"$bin/psql" -q -c "DELETE FROM orders"
"$bin/pg_dump" -Fc -f empty.custom
)";

constexpr const char* with_mariadb = R"(set -eu
mkdir my
mariadb-install-db --no-defaults --datadir="$PWD/my/data" --auth-root-authentication-method=normal --skip-test-db --skip-name-resolve >/dev/null
mariadbd --no-defaults --datadir="$PWD/my/data" --socket="$PWD/my/s" --pid-file="$PWD/my/pid" --skip-networking --innodb-flush-log-at-trx-commit=0 2>my/log &
server=$!
trap 'kill -9 $server' EXIT
until mariadb-admin --no-defaults --user=root --socket="$PWD/my/s" ping >/dev/null 2>&1; do kill -0 $server; done
sql() { mariadb --no-defaults --user=root --socket="$PWD/my/s" "$@"; }
dump() { mariadb-dump --no-defaults --user=root --socket="$PWD/my/s" "$@"; }
sql <<'SQL'
CREATE DATABASE shop; USE shop;
CREATE TABLE customers(id int AUTO_INCREMENT PRIMARY KEY, name text);
INSERT INTO customers(name) SELECT concat('c', seq) FROM seq_1_to_50;
CREATE TABLE orders(id int AUTO_INCREMENT PRIMARY KEY, customer int REFERENCES customers(id), at datetime, day date, note text, picture blob, KEY(at));
INSERT INTO orders(customer, at, day, note, picture)
  SELECT 1 + seq % 50, utc_timestamp() - INTERVAL seq HOUR, utc_date() - INTERVAL seq HOUR,
  'first\n\\! touch pwned\nsystem ls\n', x'0001ff0d0a00' FROM seq_0_to_2000;
CREATE USER clerk@localhost;
CREATE DEFINER=clerk@localhost VIEW newest AS SELECT * FROM orders ORDER BY at DESC;
CREATE TRIGGER small BEFORE INSERT ON customers FOR EACH ROW SET NEW.name = lower(NEW.name);
SQL
dump shop > my.sql
dump --databases shop | gzip > databases.sql.gz
dump --skip-comments --skip-extended-insert shop > bare.sql
sql shop -e "DELETE FROM orders WHERE at > utc_timestamp() - INTERVAL 40 DAY"
dump shop > my-month.sql
sql shop -e "DELETE FROM orders"
dump shop > my-empty.sql
)";

void run_as_nobody(const std::string& folder, const char* script) {
    std::ofstream(folder + "/script") << script;
    const std::string words = "cd " + folder + " && setpriv --reuid 65534 --regid 65534 --clear-groups bash ./script > said 2>&1";
    EXPECT_EQ(std::system(words.c_str()), 0) << text_of(folder + "/said");
}
}  // namespace

void DatabaseStory::SetUpTestSuite() {
    if (!has_servers()) return;
    base_ = made_folder();
    ::chmod(base_.c_str(), 0777);
    run_as_nobody(base_, with_postgresql);
    run_as_nobody(base_, with_mariadb);
}

void DatabaseStory::TearDownTestSuite() {
    if (!base_.empty()) fs::remove_all(base_);
    base_.clear();
}

void DatabaseStory::SetUp() {
    if (!has_servers())
        GTEST_SKIP() << "as root, with PostgreSQL and MariaDB only: apt-get install postgresql mariadb-server-core mariadb-client";
    if (!enter_own_mounts()) GTEST_SKIP() << "this machine lets nobody mount anything";
    folder = made_folder();
    fs::create_directories(in("dumps"));
    fs::create_directories(in("restore"));
    setup.repositories = in("restore");
    say_of_repository("engine plain\nrepository " + in("dumps") + "\n");
}

void DatabaseStory::TearDown() {
    if (!folder.empty()) fs::remove_all(folder);
}

int DatabaseStory::sh(const std::string& words) const {
    const int status =
        std::system(("export RESTIC_REPOSITORY=" + in("repo") + " RESTIC_PASSWORD=horse BORG_REPO=" + in("repo") +
                     " BORG_PASSPHRASE=horse BORG_BASE_DIR=" + in("home") + "; exec 2>>" + in("errors") + "; cd " + folder + "; " + words)
                        .c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

std::string DatabaseStory::dump(const std::string& name) { return text_of(base_ + "/" + name); }

void DatabaseStory::put(const std::string& name, const std::string& content) const {
    std::ofstream(in("dumps/" + name), std::ios::binary) << content;
}

void DatabaseStory::say_of_repository(const std::string& lines) const {
    std::ofstream(in("restore/office")) << lines << "scratch " << in("scratch") << "\n";
    ::chmod(in("restore/office").c_str(), 0600);
}

Proof DatabaseStory::prove_it(const std::string& kind, const std::string& name) {
    action.database = trust::database_of(kind + " " + in("dumps/") + name);
    for (const std::string& table : expected) action.database->tables.push_back(trust::table_of(table).value());
    action.point = has_one_folder ? name.substr(0, name.find('/')) : "";
    if (witness) action.witness = trust::sha256(write_message(*witness));
    EXPECT_TRUE(trust::read_message<trust::RestoreTestAction>(write_message(action))) << "nobody could sign it";
    Proof proof = prove(action, witness, setup);
    EXPECT_TRUE(trust::read_record(write_message(proof.record))) << "nobody could read it";
    EXPECT_TRUE(proof.record.is_wiped);
    EXPECT_TRUE(!fs::exists(in("scratch/space")) || fs::is_empty(in("scratch/space")));
    return proof;
}

void DatabaseStory::expect_failed(const Proof& proof, const std::string& code) const {
    EXPECT_EQ(problem_in(proof), code) << words_of(proof.record);
    EXPECT_EQ(verdict_of(proof.record), trust::RestoreVerdict::Failed);
}

void DatabaseStory::expect_failed_check(const Proof& proof, const std::string& name, const std::string& found) const {
    EXPECT_EQ(problem_in(proof), "") << proof.record.problem.sentence;
    EXPECT_EQ(verdict_of(proof.record), trust::RestoreVerdict::Failed);
    const auto failed = std::ranges::find(proof.record.checks, trust::CheckVerdict::Failed, &trust::RestoreCheck::verdict);
    ASSERT_NE(failed, proof.record.checks.end());
    EXPECT_EQ(failed->name, name) << failed->found;
    EXPECT_NE(failed->found.find(found), std::string::npos) << failed->found;
}

void DatabaseStory::expect_passed(const Proof& proof) const {
    EXPECT_EQ(verdict_of(proof.record), trust::RestoreVerdict::Passed)
        << proof.record.problem.code << ": " << proof.record.problem.sentence;
    for (const auto& check : proof.record.checks) {
        EXPECT_EQ(check.verdict, trust::CheckVerdict::Passed) << check.name << ": " << check.found;
        EXPECT_GT(check.objects, 0U) << check.name;
    }
    for (const char* name : {"dump.loaded", "database.consistent", "table.rows", "table.newest"})
        EXPECT_TRUE(check_in(proof, name)) << name;
    EXPECT_GE(proof.record.usable, proof.record.data_there);
    EXPECT_LE(proof.record.usable, proof.record.ended);
    EXPECT_EQ(proof.record.restored_files, 1U);
    EXPECT_GE(proof.record.not_covered.size(), 4U);
}

}  // namespace steward::prove
