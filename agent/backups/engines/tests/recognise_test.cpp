// Which engine a command line is.
#include "agent/backups/engines/recognise.h"

#include <gtest/gtest.h>

namespace steward::agent::backups {
namespace {

std::string from_no_environment(const std::string&) { return {}; }
Engine typed(std::vector<std::string> words, std::string_view named = {}) { return recognise(words, named, from_no_environment); }

TEST(Recognition, goes_by_the_programs_name_also_behind_simple_wrappers) {
    const std::vector<std::pair<std::vector<std::string>, std::string>> lines{
        {{"restic", "-r", "/srv/repo", "backup", "/home"}, "restic"},
        {{"/usr/bin/borg", "create", "/srv/borg::one", "/home"}, "borg"},
        {{"nice", "-n", "19", "ionice", "-c", "3", "restic", "backup", "/home"}, "restic"},
        {{"env", "-i", "RESTIC_PASSWORD=x", "restic", "backup", "/home"}, "restic"},
        {{"sudo", "-u", "postgres", "pg_dump", "shop"}, "pg_dump"},
        {{"timeout", "-k", "5", "3600", "mysqldump", "shop"}, "mariadb-dump"},
        {{"sh", "-c", "exec pg_dump 'my shop' > /srv/dumps/shop.sql"}, "pg_dump"},
        {{"sh", "-c", "pg_dump shop | gzip > /srv/shop.gz"}, "command"},  // the exit code is gzip's
        {{"sh", "-c", "restic backup /home && restic forget"}, "command"},
        {{"sh", "/usr/local/bin/backup.sh"}, "command"},
        {{"my-restic", "backup"}, "command"},
        {{"lvcreate", "-s", "-n", "srv-1", "vg/srv"}, "lvm"},
        {{"env"}, "command"},
    };
    for (const auto& [words, engine] : lines) EXPECT_EQ(typed(words).name, engine) << words.back();
    EXPECT_EQ(typed({"/usr/local/bin/backup.sh"}, "borg").name, "borg") << "as --engine says";
}

TEST(Recognition, tells_a_backup_from_what_makes_none) {
    EXPECT_TRUE(typed({"restic", "-r", "/forget", "backup", "/home"}).makes_backup);
    EXPECT_FALSE(typed({"restic", "forget", "--keep-last", "3"}).makes_backup);
    EXPECT_FALSE(typed({"borg", "prune", "/srv/borg"}).makes_backup);
    EXPECT_TRUE(typed({"duplicity", "/home", "file:///srv/d"}).makes_backup);
    EXPECT_FALSE(typed({"duplicity", "verify", "file:///srv/d", "/home"}).makes_backup);
    EXPECT_TRUE(typed({"restic", "backup", "--dry-run", "/home"}).dry_run);
    EXPECT_TRUE(typed({"borg", "create", "-n", "/srv/borg::x", "/home"}).dry_run);
    EXPECT_FALSE(typed({"nice", "-n", "19", "pg_dump", "-n", "public", "shop"}).dry_run) << "a schema";
}

TEST(Recognition, finds_where_the_backup_goes) {
    EXPECT_EQ(typed({"restic", "--repo=/srv/repo", "backup", "/home"}).repository, "/srv/repo");
    EXPECT_EQ(typed({"restic", "-r", "sftp:b@host:/r", "backup", "/home"}).repository, "sftp:b@host:/r");
    EXPECT_EQ(typed({"borg", "create", "ssh://b@host/./r::one", "/home"}).repository, "ssh://b@host/./r");
    EXPECT_EQ(recognise(std::vector<std::string>{"restic", "backup", "/home"}, {},
                        [](const std::string& name) { return name == "RESTIC_REPOSITORY" ? "/srv/other" : ""; })
                  .repository,
              "/srv/other");
    EXPECT_EQ(typed({"rclone", "copy", "/home", "remote:home"}).repository, "remote:home");
    EXPECT_EQ(typed({"pg_dump", "-f", "/srv/shop.sql", "shop"}).dump_file, "/srv/shop.sql");
    EXPECT_EQ(typed({"sh", "-c", "mariadb-dump shop > '/srv/my shop.sql'"}).dump_file, "/srv/my shop.sql");
    EXPECT_FALSE(typed({"pg_dump", "-Fc", "-f", "/srv/shop.dump", "shop"}).has_trailer);
    EXPECT_FALSE(typed({"mariadb-dump", "--compact", "shop"}).has_trailer);
}

}  // namespace
}  // namespace steward::agent::backups
