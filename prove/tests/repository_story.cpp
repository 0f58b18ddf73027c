#include "prove/tests/repository_story.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "prove/spaces.h"

namespace steward::prove {

namespace fs = std::filesystem;

std::string RepositoryStory::base_;
Instant RepositoryStory::base_began_, RepositoryStory::base_ended_;

namespace {
// Mounts are made below it: not where everything is in memory.
std::string new_folder() {
    std::string made = "/tmp/steward-prove-XXXXXX";
    EXPECT_NE(mkdtemp(made.data()), nullptr);
    return made;
}

std::string content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

bool may_try() { return geteuid() == 0 && access("/usr/bin/restic", X_OK) == 0; }
}  // namespace

int RepositoryStory::sh(const std::string& words) const {
    const int status = std::system(("export RESTIC_REPOSITORY=" + in("repo") + " RESTIC_PASSWORD=horse RESTIC_CACHE_DIR=" + in("cache") +
                                    "; exec 2>>" + in("errors") + "; cd " + in("src") + "; " + words)
                                       .c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

std::string RepositoryStory::said(const std::string& words) const {
    EXPECT_EQ(sh("{ " + words + "; } > " + in("said")), 0) << content_of(in("errors"));
    return content_of(in("said"));
}

void RepositoryStory::put(const std::string& name, const std::string& content) const {
    fs::create_directories(fs::path(in(name)).parent_path());
    std::ofstream(in(name), std::ios::binary) << content;
}

void RepositoryStory::SetUpTestSuite() {
    if (!may_try()) return;
    struct Base : RepositoryStory {
        void TestBody() override {}
    } base;
    base.folder = base_ = new_folder();
    fs::create_directories(base.in("src"));
    base.put("src/one", "1");
    base.put("src/empty", "");
    base.put("src/deep/er/two", std::string(200'000, '2'));
    base.put("src/new\nline \x01\x1b[31m and *glob?[a-z]\\*", "3");
    base.put("src/gr\xc3\xbc\xc3\x9f \"quoted\" $HOME !x", "4");
    base.put("src/*", "5");
    EXPECT_EQ(base.sh(STEWARD_SOURCE_DIR "/tests/backup/empty_restic_repository.sh " + base.in("repo")), 0)
        << content_of(base.in("errors"));
    base.back_up();
    base_began_ = base.began;
    base_ended_ = base.ended;
}

void RepositoryStory::TearDownTestSuite() {
    if (!base_.empty()) fs::remove_all(base_);
}

void RepositoryStory::SetUp() {
    if (!may_try()) GTEST_SKIP() << "as root and with restic only: apt-get install restic";
    if (!enter_own_mounts()) GTEST_SKIP() << "this machine lets nobody mount anything";
    folder = new_folder();
    // With the times of the files: the witness speaks of them. The paths in the snapshot stay those of the base.
    EXPECT_EQ(std::system(("cp -a " + base_ + "/repo " + base_ + "/src " + folder).c_str()), 0);
    began = base_began_;
    ended = base_ended_;
    put("password", "horse\n");
    ::chmod(in("password").c_str(), 0600);
    setup.repositories = in("restore");
    fs::create_directories(setup.repositories);
    say_of_repository("");
}

void RepositoryStory::TearDown() {
    if (!folder.empty()) fs::remove_all(folder);
}

void RepositoryStory::say_of_repository(const std::string& lines) const {
    say_all_of_repository("# of this story\nengine restic\nrepository " + in("repo") + "\npassword-file " + in("password") + "\n" + lines);
}

void RepositoryStory::say_all_of_repository(const std::string& lines) const {
    // Places before parts of labels.
    put("restore/office", "scratch " + in("scratch") + "\n" + lines);
    ::chmod(in("restore/office").c_str(), 0600);
}

void RepositoryStory::back_up(const std::string& options, const std::string& what) {
    began = clock.now();
    EXPECT_EQ(sh("restic -q backup --host shop-1 " + options + " " + (what.empty() ? in("src") : what)), 0) << content_of(in("errors"));
    ended = clock.now();
}

std::string RepositoryStory::latest() const {
    return said("restic snapshots --json --latest 1 --path " + in("src") +
                " | grep -oE '\"short_id\":\"[0-9a-f]+' | tail -n 1 | cut -d'\"' -f4 | tr -d '\\n'");
}

trust::BackupWitness RepositoryStory::witness(std::vector<std::string> names) const {
    trust::BackupWitness told{.label = "files", .run = {1}, .seed = {2}, .began = began, .ended = ended};
    const bool is_of_base = began == base_began_;
    if (names.empty()) {
        for (const auto& entry : fs::recursive_directory_iterator(in("src")))
            if (entry.is_regular_file() && !entry.is_symlink()) names.push_back(fs::relative(entry.path(), in("src")).string());
    }
    for (const std::string& name : names) {
        struct stat seen {};
        lstat((in("src") + "/" + name).c_str(), &seen);
        told.files.push_back({.path = trust::witness_name(told.seed, (is_of_base ? base_ : folder) + "/src/" + name),
                              .size = static_cast<uint64_t>(seen.st_size),
                              .changed_ns = int64_t{seen.st_mtim.tv_sec} * 1'000'000'000 + seen.st_mtim.tv_nsec,
                              .content = trust::sha256(as_bytes(content_of(in("src") + "/" + name)))});
    }
    std::ranges::sort(told.files, {}, &trust::WitnessFile::path);
    return told;
}

Proof RepositoryStory::prove_with(const std::optional<trust::BackupWitness>& told) {
    if (told) action.witness = trust::sha256(write_message(*told));
    Proof proof = prove(action, told, setup);
    EXPECT_TRUE(trust::read_record(write_message(proof.record))) << "nobody could read it";
    EXPECT_TRUE(proof.record.is_wiped);
    EXPECT_TRUE(!fs::exists(in("scratch/space")) || fs::is_empty(in("scratch/space")));
    EXPECT_EQ(as_text(write_message(proof.record)).find("horse"), std::string_view::npos);
    return proof;
}

std::string problem_in(const Proof& proof) {
    if (!proof.record.problem.code.empty()) EXPECT_NE(verdict_of(proof.record), trust::RestoreVerdict::Passed);
    return proof.record.problem.code;
}

const trust::RestoreCheck* check_in(const Proof& proof, const std::string& name) {
    const auto found = std::ranges::find(proof.record.checks, name, &trust::RestoreCheck::name);
    return found == proof.record.checks.end() ? nullptr : &*found;
}

}  // namespace steward::prove
