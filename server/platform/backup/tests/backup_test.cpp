#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "server/platform/backup/archive.h"
#include "server/platform/backup/sealed_keys.h"
#include "server/platform/backup/tar_number.h"

namespace steward::backup {

namespace {
namespace fs = std::filesystem;

const std::string passphrase = "a long walk on the pier";

class Folder {
public:
    Folder() : path_(fs::temp_directory_path() / fs::path(::testing::UnitTest::GetInstance()->current_test_info()->name())) {
        fs::remove_all(path_);
        fs::create_directories(path_);
    }
    ~Folder() { fs::remove_all(path_); }
    std::string at(const std::string& name) const { return (path_ / name).string(); }
    void write(const std::string& name, const std::string& text) const {
        fs::create_directories(fs::path(at(name)).parent_path());
        std::ofstream(at(name), std::ios::binary) << text;
    }
    std::string read(const std::string& name) const {
        std::ifstream in(at(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

private:
    fs::path path_;
};
}  // namespace

TEST(SealedKeys, open_again_with_their_passphrase_and_no_other) {
    SeededRng rng(7);
    const KeyFiles files{{"master.key", Bytes(32, 9)}, {"link.key", Bytes{1, 2, 3}}, {"empty", {}}};
    const auto sealed = seal_keys(files, passphrase, rng).value();
    EXPECT_EQ(open_keys(sealed, passphrase).value(), files);
    EXPECT_EQ(open_keys(sealed, "another long passphrase").error().code, "backup.passphrase");
}

TEST(SealedKeys, show_every_changed_byte) {
    SeededRng rng(7);
    const auto sealed = seal_keys({{"master.key", Bytes(32, 9)}}, passphrase, rng).value();
    for (const size_t at : {size_t{0}, size_t{9}, size_t{45}, sealed.size() - 1}) {
        Bytes changed = sealed;
        changed[at] ^= 1;
        EXPECT_FALSE(open_keys(changed, passphrase)) << at;
    }
    for (size_t size = 0; size < sealed.size(); size += 13) EXPECT_FALSE(open_keys(ByteView(sealed).first(size), passphrase)) << size;
}

TEST(SealedKeys, never_take_the_memory_that_a_forged_file_asks_for) {
    SeededRng rng(7);
    auto sealed = seal_keys({{"master.key", Bytes(32, 9)}}, passphrase, rng).value();
    sealed[8 + 16 + 8] = 0x7F;
    EXPECT_EQ(open_keys(sealed, passphrase).error().code, "backup.malformed");
}

TEST(SealedKeys, refuse_a_passphrase_that_is_quickly_tried) {
    SeededRng rng(7);
    EXPECT_EQ(seal_keys({}, "short", rng).error().fields.at(0).pointer, "/passphrase");
}

TEST(Archive, gives_back_every_file_byte_for_byte) {
    const Folder folder;
    std::string large;
    for (int i = 0; i < 200'000; ++i) large += std::to_string(i * 7919);
    folder.write("in/manifest.json", "{}");
    folder.write("in/series/2026/block.db", large);
    folder.write("in/empty", "");
    folder.write("in/exact", std::string(1024, 'x'));
    const auto files = files_below(folder.at("in")).value();
    ASSERT_EQ(files, (std::vector<std::string>{"empty", "exact", "manifest.json", "series/2026/block.db"}));
    const auto size = pack(folder.at("in"), files, folder.at("backup"));
    ASSERT_TRUE(size) << size.error().message;
    EXPECT_EQ(*size, fs::file_size(folder.at("backup")));
    EXPECT_LT(*size, large.size());
    fs::create_directories(folder.at("out"));
    const auto unpacked = unpack(folder.at("backup"), folder.at("out"));
    ASSERT_TRUE(unpacked) << unpacked.error().message;
    for (const auto& name : files) EXPECT_EQ(folder.read("out/" + name), folder.read("in/" + name)) << name;
}

TEST(Archive, replaces_no_file_and_leaves_no_half_one) {
    const Folder folder;
    folder.write("in/one", "1");
    folder.write("backup", "precious");
    EXPECT_EQ(pack(folder.at("in"), {"one"}, folder.at("backup")).error().code, "backup.exists");
    EXPECT_EQ(folder.read("backup"), "precious");
    EXPECT_FALSE(pack(folder.at("in"), {"one", "missing"}, folder.at("other")));
    EXPECT_FALSE(fs::exists(folder.at("other")));
}

TEST(Archive, is_refused_when_it_was_cut_or_is_something_else) {
    const Folder folder;
    folder.write("in/one", std::string(100'000, 'a'));
    ASSERT_TRUE(pack(folder.at("in"), {"one"}, folder.at("backup")));
    const std::string whole = folder.read("backup");
    folder.write("cut", whole.substr(0, whole.size() / 2));
    folder.write("text", "this is no backup");
    for (const auto* name : {"cut", "text"}) {
        fs::create_directories(folder.at(std::string("out-") + name));
        EXPECT_EQ(unpack(folder.at(name), folder.at(std::string("out-") + name)).error().code, "backup.malformed") << name;
    }
}

TEST(Archive, says_what_stands_first_without_unpacking) {
    const Folder folder;
    folder.write("in/manifest.json", R"({"format":1})");
    folder.write("in/other", std::string(100'000, 'x'));
    ASSERT_TRUE(pack(folder.at("in"), {"manifest.json", "other"}, folder.at("backup")));
    EXPECT_EQ(first_file(folder.at("backup"), "manifest.json").value(), R"({"format":1})");
    ASSERT_TRUE(pack(folder.at("in"), {"other", "manifest.json"}, folder.at("turned")));
    EXPECT_EQ(first_file(folder.at("turned"), "manifest.json").error().code, "backup.malformed");
    EXPECT_EQ(first_file(folder.at("turned"), "other").error().code, "backup.malformed") << "too large to be read at once";
    EXPECT_EQ(first_file(folder.at("nowhere"), "manifest.json").error().code, "backup.unreadable");
}

TEST(Archive, counts_files_beyond_eight_gibibytes_as_tar_does) {
    char field[12];
    for (const uint64_t value :
         {uint64_t{0}, uint64_t{511}, (uint64_t{8} << 30) - 1, uint64_t{8} << 30, (uint64_t{1} << 50) + 7, ~uint64_t{0}}) {
        put_tar_number(field, sizeof field, value);
        EXPECT_EQ(tar_number(field, sizeof field), value);
    }
    put_tar_number(field, sizeof field, uint64_t{8} << 30);
    EXPECT_EQ(std::string(field, sizeof field), std::string("\x80\0\0\0\0\0\0\2\0\0\0\0", 12)) << "as GNU tar writes it";
    EXPECT_EQ(tar_number("00000000019\0", 12), std::nullopt);
    EXPECT_EQ(tar_number("\x80\1\0\0\0\0\0\0\0\0\0\0", 12), std::nullopt) << "more than 64 bits hold";
}

TEST(Archive, never_writes_outside_its_folder) {
    const Folder folder;
    folder.write("outside", "mine");
    fs::create_directories(folder.at("in/deep"));
    fs::create_directories(folder.at("out"));
    ASSERT_TRUE(pack(folder.at("in/deep"), {"../../outside"}, folder.at("backup")));
    EXPECT_EQ(unpack(folder.at("backup"), folder.at("out")).error().code, "backup.malformed");
    EXPECT_TRUE(fs::is_empty(folder.at("out")));
}

}  // namespace steward::backup
