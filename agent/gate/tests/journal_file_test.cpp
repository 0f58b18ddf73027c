// The journal's file on a real disk: what the system refuses is said, and what was there stays.
#include "agent/gate/journal_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

#include "agent/gate/journal.h"

namespace steward::gate {

namespace {
namespace files = std::filesystem;

// In a folder of its own, which is gone afterwards.
struct JournalFileStory : testing::Test {
    files::path folder = files::temp_directory_path() / ("steward-gate-files-" + std::to_string(::getpid()));
    files::path place = folder / "journal", beside = folder / "journal.new", other = folder / "other";
    std::unique_ptr<JournalFile> file = open_journal_file(place);
    const Bytes words{'w', 'o', 'r', 'd', 's'}, more{'m', 'o', 'r', 'e'};

    JournalFileStory() {
        files::remove_all(folder);
        files::create_directories(folder);
    }
    ~JournalFileStory() override { files::remove_all(folder); }

    template <class T>
    static std::string said(const Result<T>& result) {
        return result ? "done" : result.error().code;
    }
    static std::string content(const files::path& path) {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
};

// No file of this process grows beyond this while it lives; what would is refused, and nobody is killed for it.
class SmallFiles {
public:
    explicit SmallFiles(rlim_t most) : before_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &limit_);
        const rlimit small{.rlim_cur = most, .rlim_max = limit_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
    }
    ~SmallFiles() {
        ::setrlimit(RLIMIT_FSIZE, &limit_);
        std::signal(SIGXFSZ, before_);
    }
    SmallFiles(const SmallFiles&) = delete;
    SmallFiles& operator=(const SmallFiles&) = delete;

private:
    void (*before_)(int);
    rlimit limit_{};
};

// Interrupts this thread once, as soon as it waits; the handler then makes that it need not wait again.
class Interruption {
public:
    explicit Interruption(void (*handler)(int)) {
        struct sigaction action {};  // without SA_RESTART
        action.sa_handler = handler;
        ::sigaction(SIGUSR1, &action, &before_);
        thread_ = std::thread([waiting = ::pthread_self(), state = "/proc/self/task/" + std::to_string(::gettid()) + "/stat"] {
            while (state_of(state) != 'S') std::this_thread::yield();
            ::pthread_kill(waiting, SIGUSR1);
        });
    }
    ~Interruption() {
        thread_.join();
        ::sigaction(SIGUSR1, &before_, nullptr);
    }
    Interruption(const Interruption&) = delete;
    Interruption& operator=(const Interruption&) = delete;

private:
    static char state_of(const std::string& path) {
        std::ifstream in(path);
        const std::string text{std::istreambuf_iterator<char>(in), {}};
        const size_t end_of_name = text.rfind(") ");
        return end_of_name == std::string::npos ? '?' : text[end_of_name + 2];
    }
    std::thread thread_;
    struct sigaction before_ {};
};

int handlers_end = -1;  // of a pipe
void write_and_close(int) {
    [[maybe_unused]] const ssize_t written = ::write(handlers_end, "late", 4);
    ::close(handlers_end);
}
void take_a_page(int) {
    char page[4096];
    [[maybe_unused]] const ssize_t taken = ::read(handlers_end, page, sizeof page);
}
}  // namespace

TEST_F(JournalFileStory, begins_with_nothing_grows_at_its_end_and_is_replaced_whole) {
    EXPECT_EQ(file->read(), Bytes{});
    EXPECT_EQ(said(file->append(words)), "done");
    EXPECT_EQ(said(file->append(more)), "done");
    EXPECT_EQ(content(place), "wordsmore");
    const Bytes long_one(200'000, 7);
    EXPECT_EQ(said(file->replace(long_one)), "done");
    EXPECT_EQ(file->read(), long_one);
    EXPECT_FALSE(files::exists(beside));
    EXPECT_EQ(said(file->append({})), "done");
    EXPECT_EQ(file->read(), long_one);
}

TEST_F(JournalFileStory, follows_no_link) {
    std::ofstream(other) << "of others";
    files::create_symlink(other, place);
    EXPECT_EQ(said(file->read()), "gate.disk_failed");
    EXPECT_EQ(said(file->append(words)), "gate.disk_failed");
    files::remove(place);
    EXPECT_EQ(said(file->append(words)), "done");
    files::create_symlink(other, beside);
    EXPECT_EQ(said(file->replace(more)), "gate.disk_failed");
    EXPECT_EQ(content(place), "words");
    EXPECT_EQ(content(other), "of others");
}

TEST_F(JournalFileStory, a_folder_in_its_place_is_no_journal) {
    files::create_directories(place / "inside");
    const auto read = file->read();
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, "gate.disk_failed");
    EXPECT_EQ(read.error().kind, ErrorKind::Internal);
    EXPECT_EQ(read.error().cause, place.string() + ": Is a directory");
    EXPECT_EQ(said(file->append(words)), "gate.disk_failed");
    EXPECT_EQ(said(file->replace(words)), "gate.disk_failed");
    EXPECT_TRUE(files::exists(place / "inside"));
    const auto opened = WorkJournal::open(*file);
    ASSERT_FALSE(opened) << "a journal that cannot be read is not an empty one";
    EXPECT_EQ(opened.error().code, "gate.disk_failed");
}

TEST_F(JournalFileStory, a_full_disk_is_told_from_a_broken_one) {
    const auto full = open_journal_file("/dev/full")->append(words);
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().code, "gate.disk_full");
    EXPECT_EQ(full.error().kind, ErrorKind::Unavailable);
    errno = EDQUOT;
    EXPECT_EQ(disk_failed("x").error().code, "gate.disk_full") << "this user's part of it";
    errno = EIO;
    EXPECT_EQ(disk_failed("x").error().code, "gate.disk_failed");
}

TEST_F(JournalFileStory, what_does_not_fit_leaves_a_part_at_the_end_and_replaces_nothing) {
    EXPECT_EQ(said(file->append(words)), "done");
    std::string appended, replaced;
    {
        const SmallFiles small(7);
        appended = said(file->append(more));
        replaced = said(file->replace(Bytes(8, 1)));
    }
    EXPECT_EQ(appended, "gate.disk_failed");
    EXPECT_EQ(content(place), "wordsmo");
    EXPECT_EQ(replaced, "gate.disk_failed");
    EXPECT_EQ(file->read().value_or(Bytes{}).size(), 7U) << "as before";
}

TEST_F(JournalFileStory, what_is_not_known_to_be_on_the_disk_is_not_done) {
    // A pipe takes every byte, and cannot say that it keeps them.
    ASSERT_EQ(::mkfifo(place.c_str(), 0600), 0);
    const Descriptor reader(::open(place.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    EXPECT_EQ(said(file->append(words)), "gate.disk_failed");
    files::remove(place);
    EXPECT_EQ(said(file->append(words)), "done");
    ASSERT_EQ(::mkfifo(beside.c_str(), 0600), 0);
    const Descriptor reader_beside(::open(beside.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    ASSERT_EQ(said(file->replace(more)), "gate.disk_failed");
    EXPECT_EQ(content(place), "words");
}

TEST_F(JournalFileStory, a_new_name_counts_once_its_folder_is_on_the_disk) {
    EXPECT_TRUE(sync_folder(folder));
    EXPECT_FALSE(sync_folder(folder / "none"));
    EXPECT_FALSE(sync_folder("/proc")) << "no disk";
    // A name alone says nothing of its folder.
    const files::path before = files::current_path();
    files::current_path(folder);
    const auto here = open_journal_file("journal");
    const std::string replaced = said(here->replace(words));
    const auto second = open_journal_file("second");
    const std::string begun = said(second->append(words)), continued = said(second->append(more));
    files::current_path(before);
    EXPECT_EQ(replaced, "gate.disk_failed");
    EXPECT_EQ(begun, "gate.disk_failed");
    EXPECT_EQ(continued, "done") << "its name is not new any more";
    EXPECT_EQ(content(place), "words") << "it may stand there all the same";
}

TEST_F(JournalFileStory, a_signal_neither_ends_a_file_nor_breaks_a_read) {
    ASSERT_EQ(::mkfifo(place.c_str(), 0600), 0);
    handlers_end = ::open(place.c_str(), O_RDWR | O_CLOEXEC);
    ASSERT_GE(handlers_end, 0);
    const Interruption once(write_and_close);
    EXPECT_EQ(file->read(), (Bytes{'l', 'a', 't', 'e'}));
}

TEST_F(JournalFileStory, a_signal_does_not_tear_what_is_written) {
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    const Descriptor reader(ends[0]), writer(ends[1]);
    ASSERT_EQ(::fcntl(writer.number(), F_SETPIPE_SZ, 4096), 4096);
    ASSERT_TRUE(write_all(writer.number(), Bytes(4096, 1)));  // now it is full
    ASSERT_EQ(::fcntl(reader.number(), F_SETFL, O_NONBLOCK), 0);
    handlers_end = reader.number();
    {
        const Interruption once(take_a_page);
        EXPECT_TRUE(write_all(writer.number(), words));
    }
    Bytes left(100);
    left.resize(static_cast<size_t>(std::max<ssize_t>(0, ::read(reader.number(), left.data(), left.size()))));
    EXPECT_EQ(left, words);
    EXPECT_FALSE(write_all(reader.number(), words)) << "its other end takes nothing";
}

TEST(Descriptors, are_closed_once_by_whoever_has_them_last) {
    const auto is_open = [](int number) { return ::fcntl(number, F_GETFD) >= 0; };
    std::optional<Descriptor> last;
    int number = -1;
    {
        Descriptor first(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        number = first.number();
        ASSERT_TRUE(first.is_open());
        last.emplace(std::move(first));
    }
    EXPECT_EQ(last->number(), number);
    EXPECT_TRUE(is_open(number)) << "who gave it away closes nothing";
    last.reset();
    EXPECT_FALSE(is_open(number));
    EXPECT_FALSE(Descriptor(-1).is_open());
}

}  // namespace steward::gate
