// What is read of a dump and of what a server says of it: pure.
#include <gtest/gtest.h>

#include "prove/levels/database/complaints.h"
#include "prove/levels/database/dump.h"

namespace steward::prove::database {
namespace {

using trust::DatabaseKind;

Complaints heard(std::string_view text, size_t piece = 1000) {
    Complaints complaints;
    for (size_t at = 0; at < text.size(); at += piece) complaints.take(text.substr(at, piece));
    return complaints;
}

TEST(DumpWords, tell_what_a_file_is_by_its_beginning_and_its_end) {
    EXPECT_EQ(look_at("\x1f\x8b\x08", "", DatabaseKind::MariaDb).form, DumpForm::Gzip);
    EXPECT_EQ(look_at("PGDMP\x01", "", DatabaseKind::PostgreSql).form, DumpForm::Archive);
    EXPECT_EQ(look_at("toc.dat", "", DatabaseKind::PostgreSql).form, DumpForm::Archive);
    EXPECT_EQ(look_at(std::string_view("PGDMP\0", 6), "", DatabaseKind::MariaDb).form, DumpForm::Unknown);
    const Look whole =
        look_at("--\n-- PostgreSQL database dump\n--\n", "--\n-- PostgreSQL database dump complete\n--\n", DatabaseKind::PostgreSql);
    EXPECT_TRUE(whole.form == DumpForm::Sql && whole.has_head && whole.has_end);
    EXPECT_FALSE(look_at("-- PostgreSQL database dump\n", "COPY public.orders", DatabaseKind::PostgreSql).has_end);
    const Look shop = look_at("-- MariaDB dump 10.19\n--\n-- Host: localhost    Database: shop\n", "-- Dump completed on 2026-11-30",
                              DatabaseKind::MariaDb);
    EXPECT_TRUE(shop.has_head && shop.has_end);
    EXPECT_EQ(shop.database, "shop");
    EXPECT_EQ(look_at("-- MySQL dump\n-- Host: a    Database: a`; DROP\n", "", DatabaseKind::MariaDb).database, "");
    EXPECT_FALSE(look_at("INSERT INTO t VALUES (1);", "", DatabaseKind::MariaDb).has_head);
}

TEST(DumpWords, count_statements_that_failed_wherever_they_are_cut) {
    const std::string said =
        "psql:<stdin>:41: ERROR:  relation \"a\" does not exist\nLINE 1: SELECT ERROR:  x\npsql:<stdin>:9: NOTICE:  fine\n"
        "psql:<stdin>:50: ERROR:  role \"shop\" does not exist\npsql:<stdin>:60: ERROR:  unrecognized configuration parameter \"x\"\n";
    for (const size_t piece : {1, 2, 7, 1000}) {
        const Complaints complaints = heard(said, piece);
        EXPECT_EQ(complaints.failed, 1U);
        EXPECT_EQ(complaints.first_line, 41U);
        EXPECT_EQ(complaints.passed_over, 2U);
    }
    EXPECT_EQ(heard("ERROR 1062 (23000) at line 12: Duplicate entry 'ERROR 1 at line 3'\n").first_line, 12U);
    EXPECT_EQ(heard("a line of data that says ERROR somewhere\n").failed, 0U);
}

TEST(DumpWords, tell_a_host_that_could_not_from_a_dump_that_is_bad) {
    EXPECT_TRUE(heard("psql:<stdin>:4: ERROR:  could not extend file \"base/1/2\": No space left on device\n").is_full);
    EXPECT_TRUE(heard("ERROR 1114 (HY000) at line 1: The table 'big' is full\n").is_full);
    EXPECT_TRUE(heard("pg_restore: error: could not read from input file: end of file\n").is_cut);
    EXPECT_TRUE(heard("psql:<stdin>:1: ERROR:  extension \"postgis\" is not available\n").lacks_part);
    EXPECT_TRUE(heard("psql:<stdin>:1: ERROR:  collation \"de_DE.utf8\" for encoding \"UTF8\" does not exist\n").lacks_part);
    EXPECT_TRUE(heard("psql:<stdin>:1: error: \\!: failed\n").runs_commands);
    EXPECT_TRUE(heard("ERROR 1064 (42000) at line 1: You have an error in your SQL syntax near '\\! touch x' at line 1\n").runs_commands);
}

}  // namespace
}  // namespace steward::prove::database
