// The folder in which courier and signer meet: who may read and write what the courier, often root, puts there.
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "cli/meeting_folder.h"

namespace steward::cli {
namespace {

mode_t rights_in(const std::filesystem::path& path) {
    struct stat about {};
    EXPECT_EQ(::stat(path.c_str(), &about), 0) << path;
    return about.st_mode & 07777;
}

class CarriedFor : public ::testing::Test {
protected:
    CarriedFor() {
        std::string folder = (std::filesystem::temp_directory_path() / "steward-carried-XXXXXX").string();
        root_ = ::mkdtemp(folder.data());
    }
    ~CarriedFor() override {
        ::umask(before_);
        std::filesystem::remove_all(root_);
    }
    std::filesystem::path root_;
    const mode_t before_ = ::umask(077);  // of a careful administrator
};

TEST_F(CarriedFor, people_who_are_not_root_is_theirs_to_read) {
    ASSERT_TRUE(MeetingFolder(root_).write("drafts/one/job.msd", as_bytes("a draft")));
    EXPECT_EQ(rights_in(root_ / "drafts/one/job.msd"), mode_t{0644});
    EXPECT_EQ(rights_in(root_ / "drafts/one"), mode_t{0755});
}

TEST_F(CarriedFor, a_group_that_shares_the_folder_is_the_groups_to_sign_in) {
    ASSERT_EQ(::chmod(root_.c_str(), 02775), 0);
    ASSERT_TRUE(MeetingFolder(root_).write("drafts/one/job.msd", as_bytes("a draft")));
    EXPECT_EQ(rights_in(root_ / "drafts"), mode_t{02775});
    EXPECT_EQ(rights_in(root_ / "drafts/one"), mode_t{02775});
    // What stands there already keeps the rights that its people gave it.
    ASSERT_EQ(::chmod((root_ / "drafts").c_str(), 0700), 0);
    ASSERT_TRUE(MeetingFolder(root_).write("drafts/two/job.msd", as_bytes("another")));
    EXPECT_EQ(rights_in(root_ / "drafts"), mode_t{0700});
}

}  // namespace
}  // namespace steward::cli
