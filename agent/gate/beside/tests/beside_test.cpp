// What lies beside messages: files by their digest, and proofs that they stand in the log.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "agent/gate/beside/material.h"
#include "agent/gate/beside/proofs.h"
#include "tests/faults/system_calls.h"
#include "trust/tests/log_book.h"

namespace steward::gate {

namespace {
namespace files = std::filesystem;

struct BesideStory : testing::Test {
    const files::path folder = files::temp_directory_path() / ("steward-beside-" + std::to_string(::getpid()));
    BesideStory() {
        files::remove_all(folder);
        files::create_directories(folder / "work");
    }
    ~BesideStory() override { files::remove_all(folder); }
    Materials materials() const { return {(folder / "material").string(), (folder / "standing").string()}; }
    static std::string said(const Status& status) { return status ? "done" : status.error().code; }
};

trust::Digest digest_of_text(const std::string& text) { return trust::sha256(as_bytes(text)); }
std::string bring_text(Materials& here, const std::string& text) {
    const auto taken = here.take(digest_of_text(text), static_cast<uint32_t>(text.size()), 0, as_bytes(text));
    return taken ? "done" : taken.error().code;
}
}  // namespace

TEST_F(BesideStory, a_file_comes_in_parts_that_follow_each_other) {
    Materials here = materials();
    const std::string text = "in two parts";
    const auto part = [&](uint32_t offset, const std::string& words) {
        return said(here.take(digest_of_text(text), static_cast<uint32_t>(text.size()), offset, as_bytes(words)));
    };
    EXPECT_EQ(part(3, "two"), "gate.material") << "nothing came before it";
    EXPECT_EQ(part(0, "in two"), "done");
    EXPECT_EQ(part(0, "in t"), "done") << "begun again";
    EXPECT_EQ(part(4, "wo parts"), "done");
    EXPECT_TRUE(here.has(digest_of_text(text)));
    EXPECT_EQ(part(0, "whatever"), "done") << "it is here already";
    EXPECT_EQ(said(here.give(digest_of_text("nowhere"), (folder / "work").string())), "gate.disk_failed");
}

TEST_F(BesideStory, what_policies_name_stays_and_nothing_else_of_it) {
    Materials here = materials();
    EXPECT_EQ(bring_text(here, "one"), "done");
    EXPECT_EQ(bring_text(here, "two"), "done");
    EXPECT_EQ(said(here.keep({digest_of_text("one"), digest_of_text("two"), digest_of_text("not here")})), "done");
    files::remove_all(folder / "material");
    EXPECT_TRUE(here.has(digest_of_text("one")));
    EXPECT_EQ(said(here.give(digest_of_text("one"), (folder / "work").string())), "done") << "also when it is here only for a policy";
    EXPECT_EQ(said(here.keep({digest_of_text("one")})), "done");
    EXPECT_TRUE(here.has(digest_of_text("one")));
    EXPECT_FALSE(here.has(digest_of_text("two"))) << "no policy names it any more";
}

TEST_F(BesideStory, the_oldest_makes_room_by_size_and_by_number) {
    Materials here = materials();
    const auto old = folder / "material" / "old";
    std::ofstream(old) << "x";
    files::resize_file(old, most_kept_material);  // with nothing in it
    files::last_write_time(old, files::file_time_type::clock::now() - std::chrono::hours(1));
    EXPECT_EQ(bring_text(here, "new"), "done");
    EXPECT_FALSE(files::exists(old));
    for (int number = 0; number < 1030; ++number) {
        const auto one = folder / "material" / std::to_string(number);
        std::ofstream(one) << "x";
        files::last_write_time(one, files::file_time_type::clock::now() - std::chrono::hours(2));
    }
    EXPECT_EQ(bring_text(here, "newer"), "done");
    EXPECT_TRUE(here.has(digest_of_text("new")));
    EXPECT_LE(std::distance(files::directory_iterator(folder / "material"), {}), 1025);
}

TEST_F(BesideStory, of_several_proofs_the_one_that_came_furthest_says_why) {
    trust::LogBook book;
    const trust::Digest message{1}, other{2};
    const uint64_t index = book.add(message), of_other = book.add(other);
    BroughtProofs brought;
    const std::optional<LogHead> no_head;
    const std::vector<trust::Digest> no_keys;
    const LogView nothing_seen{no_head, false, no_keys, no_keys, {}, {}};
    EXPECT_EQ(brought.find(message, 1, nothing_seen).fault, Unlogged::NoProof);
    Bytes nonsense{0xff};
    nonsense.insert(nonsense.end(), message.begin(), message.end());
    brought.bring(nonsense);
    EXPECT_EQ(brought.find(message, 1, nothing_seen).fault, Unlogged::NoProof) << "it names the message, and is no proof";
    trust::LogProof of_another = book.proof(of_other);
    of_another.salt = message;  // in the bytes, and not as what it proves
    brought.bring(trust::write_message(of_another));
    EXPECT_EQ(brought.find(message, 1, nothing_seen).fault, Unlogged::NoProof);
    brought.bring(trust::write_message(book.proof(index)));
    EXPECT_NE(brought.find(message, 1, nothing_seen).fault, Unlogged::NoProof) << "there is one, and it does not hold";
}

TEST_F(BesideStory, proofs_of_what_ran_fill_two_files_and_no_more) {
    trust::LogBook book;
    const KeptProof kept{.at = Instant{1}, .message = {1}, .proof = book.proof(book.add({1})), .note = book.note()};
    const auto count = [&] {
        size_t found = 0;
        const auto is_whole = each_kept_proof(folder.string(), [&](const KeptProof&) { ++found; });
        EXPECT_TRUE(is_whole && *is_whole);
        return found;
    };
    EXPECT_EQ(said(keep_proof(folder.string(), kept)), "done");
    EXPECT_EQ(count(), 1U);
    files::resize_file(folder / "proofs", most_proof_file);
    faults::begin({.number = 1, .error = EROFS, .calls = "rename"});
    const std::string refused = said(keep_proof(folder.string(), kept));
    EXPECT_EQ(faults::end(), "rename");
    EXPECT_EQ(refused, "gate.disk_failed") << "what is full is not written into";
    EXPECT_EQ(said(keep_proof(folder.string(), kept)), "done");
    EXPECT_EQ(files::file_size(folder / "proofs.1"), static_cast<uintmax_t>(most_proof_file));
    files::remove(folder / "proofs.1");
    EXPECT_EQ(count(), 1U);
    std::ofstream(folder / "proofs", std::ios::app | std::ios::binary) << "torn";
    size_t found = 0;
    const auto is_whole = each_kept_proof(folder.string(), [&](const KeptProof&) { ++found; });
    EXPECT_TRUE(is_whole && !*is_whole);
    EXPECT_EQ(found, 1U) << "what was torn is passed over";
}

}  // namespace steward::gate
