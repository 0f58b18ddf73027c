// What is read of a host's file and of restic's words, and which files are taken: pure.
#include <gtest/gtest.h>

#include "prove/engines/restic/words.h"
#include "prove/levels/files/files.h"
#include "prove/told.h"

namespace steward::prove {
namespace {

RepositoryFile file_of(std::string_view text, std::string_view label = "") {
    const auto file = read_repository_text(text, label);
    EXPECT_TRUE(file) << (file ? "" : file.error());
    return file.value_or(RepositoryFile{});
}

TEST(RepositoryFiles, say_where_and_what_and_network_only_for_what_is_elsewhere) {
    const auto file = file_of("# a remark\n\nengine restic\n repository  /srv/with blanks \nenvironment A_1=b=c\nhost one\nhost two\n");
    EXPECT_EQ(file.repository, "/srv/with blanks");
    EXPECT_EQ(file.environment, std::vector<std::string>{"A_1=b=c"});
    EXPECT_EQ(file.hosts, (std::vector<std::string>{"one", "two"}));
    EXPECT_FALSE(file.has_network);
    EXPECT_TRUE(file_of("engine restic\nrepository sftp:a@b:/c").has_network);
    EXPECT_TRUE(file_of("engine restic\nrepository /srv\nnetwork yes").has_network);
    EXPECT_FALSE(file_of("engine restic\nrepository sftp:a@b:/c\nnetwork no").has_network);
}

TEST(RepositoryFiles, have_parts_for_labels) {
    const std::string text = "engine restic\nrepository /srv\ntag all\nlabel files\nhost a\nlabel mail\nhost b\npath /p\n";
    EXPECT_EQ(file_of(text, "files").hosts, std::vector<std::string>{"a"});
    EXPECT_EQ(file_of(text, "mail").paths, std::vector<std::string>{"/p"});
    EXPECT_EQ(file_of(text, "mail").tags, std::vector<std::string>{"all"});
    EXPECT_TRUE(file_of(text).hosts.empty()) << "no label: what stands before the first";
    EXPECT_FALSE(read_repository_text(text, "other"));
    EXPECT_TRUE(read_repository_text("engine restic\nrepository /srv\n", "any")) << "without parts all of it is everybody's";
}

TEST(RepositoryFiles, that_say_something_else_are_refused_without_a_word_of_theirs) {
    for (const char* text : {"", "engine tape\nrepository /srv", "engine plain\nrepository srv", "engine plain\nrepository /srv/",
                             "engine restic", "engine restic\nrepository", "engine restic\nrepository /srv\nsecret x",
                             "engine restic\nrepository /srv\nenvironment sesame", "engine restic\nrepository /srv\nenvironment a=sesame",
                             "engine restic\nrepository /srv\nenvironment =sesame", "engine restic\nrepository /srv\nnetwork maybe",
                             "engine restic\nrepository /srv\nscratch var", "engine restic\nrepository /srv\nlabel a\nnetwork yes"}) {
        const auto file = read_repository_text(text, "");
        ASSERT_FALSE(file) << text;
        EXPECT_EQ(file.error().find("sesame"), std::string::npos);
    }
}

std::vector<std::string> objects_in(const std::string& text, size_t piece) {
    std::vector<std::string> all;
    ObjectStream stream([&](std::string_view one) { return all.emplace_back(one), true; });
    for (size_t at = 0; at < text.size(); at += piece) EXPECT_TRUE(stream.take(std::string_view(text).substr(at, piece)));
    return all;
}

TEST(Json, comes_object_by_object_however_it_is_cut) {
    const std::string text = R"([{"a":"}\"{","b":{"c":[{}]}} , {"d":1}] {"e":"\\"})";
    for (const size_t piece : {1, 2, 3, 7, 100})
        EXPECT_EQ(objects_in(text, piece), (std::vector<std::string>{R"({"a":"}\"{","b":{"c":[{}]}})", R"({"d":1})", R"({"e":"\\"})"}));
    ObjectStream stream([](std::string_view) { return false; });
    EXPECT_FALSE(stream.take("{}"));
    ObjectStream long_one([](std::string_view) { return true; });
    EXPECT_TRUE(long_one.take("{\"a\":\"" + std::string(2 << 20, 'x') + "\"}{}"));
    EXPECT_EQ(long_one.too_long(), 1U);
}

TEST(Json, is_read_as_deep_as_it_is_wanted) {
    const auto object = JsonObject::read(
        R"( {"t":"a\n\u00fc\ud83d\ude00\ud800x","n":12,"b":true,"l":["x",1,{"y":[2]},"z"],"d":{"t":"no"},"neg":-1,"f":1.5} )");
    ASSERT_TRUE(object);
    EXPECT_EQ(object->text("t"), "a\n\xc3\xbc\xf0\x9f\x98\x80\xef\xbf\xbdx");
    EXPECT_EQ(object->number("n"), 12U);
    EXPECT_TRUE(object->is_true("b"));
    EXPECT_FALSE(object->is_true("n") || object->is_true("none"));
    EXPECT_EQ(object->texts("l"), (std::vector<std::string>{"x", "z"}));
    EXPECT_FALSE(object->number("neg") || object->number("f") || object->number("none"));
    EXPECT_EQ(object->text("n"), "");
    for (const char* none : {"", "{", "[]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}x", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12\"}", "{} {}",
                             "{\"a\":\"b}", "{\"a\":[1}"})
        EXPECT_FALSE(JsonObject::read(none)) << none;
    EXPECT_FALSE(JsonObject::read("{\"a\":" + std::string(50, '[') + std::string(50, ']') + "}"));
}

TEST(ResticsWords, are_told_apart_and_hide_what_is_secret) {
    const auto code = [](int exit, const std::string& errors) { return restic::problem_of({.exit = exit, .errors = errors}, {}).code; };
    EXPECT_EQ(code(127, ""), "restore.engine_missing");
    EXPECT_EQ(code(125, ""), "restore.no_isolation");
    EXPECT_EQ(code(10, ""), "restore.repository_missing");
    EXPECT_EQ(code(11, ""), "restore.repository_locked");
    EXPECT_EQ(code(12, ""), "restore.wrong_password");
    EXPECT_EQ(code(1, "Fatal: wrong password or no key found"), "restore.wrong_password");
    EXPECT_EQ(code(1, "write /scratch/x: no space left on device"), "restore.disk_full");
    EXPECT_EQ(code(1, "open /srv/repo/index/ab: no such file or directory"), "restore.pack_missing");
    EXPECT_EQ(code(1, "something else"), "restore.engine_failed");
    const auto told =
        restic::problem_of({.exit = 1, .errors = "first\nGET rest:https://anna:open@host/a with sesame\x1b[31m failed\n"}, {"sesame"});
    EXPECT_EQ(told.sentence.find("sesame"), std::string::npos);
    EXPECT_EQ(told.sentence.find("open"), std::string::npos);
    EXPECT_NE(told.sentence.find("***@host/a"), std::string::npos) << told.sentence;
    EXPECT_TRUE(trust::is_line(told.sentence, 1000));
}

TEST(ResticsWords, give_times_to_the_nanosecond_and_patterns_that_mean_one_path) {
    EXPECT_EQ(nanoseconds_of("1970-01-01T01:00:01.000000002+01:00"), 1'000'000'002);
    EXPECT_EQ(nanoseconds_of("1969-12-31T23:59:59.5Z"), -500'000'000);
    EXPECT_EQ(nanoseconds_of("2026-11-30T22:48:40Z") % 1'000'000'000, 0);
    EXPECT_EQ(nanoseconds_of("yesterday"), 0);
    EXPECT_EQ(restic::pattern_of("/a*b?[c]\\d/e"), "/a\\*b\\?\\[c\\]\\\\d/e");
    std::vector<std::string> names;
    SourceNames({"/srv/files/src"}).of("/src/one", [&](std::string_view name) { return names.emplace_back(name), false; });
    EXPECT_EQ(names, (std::vector<std::string>{"/src/one", "/srv/files/src/one"}));
}

TEST(TakenFiles, are_no_more_than_there_is_room_for_were_one_of_them_ten_terabytes) {
    constexpr uint64_t ten_terabytes = uint64_t{10} << 40;
    std::optional<trust::BackupWitness> told = trust::BackupWitness{.began = {1}, .ended = {9}};
    told->files = {{.path = trust::witness_name({}, "/sparse"), .size = ten_terabytes, .content = {}, .offsets = {0}}};
    const Snapshot snapshot{{"aa", {5}, {5}}, "shop", {}};
    Files files(told, {}, snapshot, 1 << 30);
    files.take({.path = "/sparse", .is_file = true, .size = ten_terabytes});
    files.plan();
    EXPECT_TRUE(files.paths().empty());
    EXPECT_EQ(files.bytes(), 0U);
    trust::RestoreRecord record;
    std::vector<std::string> names;
    const auto done = files.tell(record, names);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, "restore.nothing_compared");
    EXPECT_EQ(record.not_covered.front(), "1 file had no room in the scratch space of 1024 MiB: not restored.");
}

TEST(TakenFiles, without_a_witness_are_the_same_few_whatever_the_order_of_the_list) {
    const std::optional<trust::BackupWitness> none;
    const Snapshot snapshot{{"aa", {5}, {5}}, "shop", {}};
    Files there(none, {7}, snapshot, 1 << 20), back(none, {7}, snapshot, 1 << 20);
    for (int i = 0; i < 1000; ++i) there.take({.path = "/" + std::to_string(i), .is_file = true, .size = 1});
    for (int i = 999; i >= 0; --i) back.take({.path = "/" + std::to_string(i), .is_file = true, .size = 1});
    there.take({.path = "/folder", .is_file = false});
    there.plan();
    back.plan();
    EXPECT_EQ(there.paths().size(), 32U);
    EXPECT_EQ(there.paths(), back.paths());
}

TEST(RecordsInWords, say_what_came_of_it_first) {
    auto record = trust::RestoreRecord{.level = 1, .repository = "office"};
    record.problem = {"restore.wrong_password", "The repository's password was not accepted."};
    EXPECT_TRUE(words_of(record).starts_with(
        "Restore test of office, level 1: FAILED\n  The repository's password was not accepted. (restore.wrong_password)\n"));
    EXPECT_NE(words_of(record).find("NOT wiped"), std::string::npos);
}

}  // namespace
}  // namespace steward::prove
