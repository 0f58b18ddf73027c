// Hostile input: names, owners, kinds of files and bytes are of anybody who has an account here.
#include "agent/backups/intake.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <memory>

#include "agent/backups/engines/scrub.h"
#include "agent/backups/file_state.h"
#include "base/bytes.h"

namespace steward::agent::backups {

namespace {
constexpr Duration period = std::chrono::seconds(5), hour = std::chrono::hours(1);
constexpr size_t most_seen = 100'000, most_listed = 10'000, most_of_user = 1000, most_at_once = 16, most_refused = 100, most_users = 1000;
constexpr int most_in_an_hour = 200;  // of one user: a flood of reports must not push out what the machine itself has to say
constexpr int64_t day_ns = 86'400'000'000'000, unsure_ns = 2'000'000'000;
constexpr size_t largest_passwd = 4 << 20;

class Opened {
public:
    explicit Opened(int number) : number_(number) {}
    ~Opened() {
        if (number_ >= 0) close(number_);
    }
    Opened(const Opened&) = delete;
    Opened& operator=(const Opened&) = delete;
    int number() const { return number_; }

private:
    int number_;
};

struct CloseList {
    void operator()(DIR* folder) const { closedir(folder); }
};

std::string read_at_most(int file, size_t most) {
    std::string bytes(most, '\0');
    size_t done = 0;
    while (done < most) {
        const ssize_t got = read(file, bytes.data() + done, most - done);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        done += static_cast<size_t>(got);
    }
    bytes.resize(done);
    return bytes;
}
}  // namespace

void ReportFolder::turn(Instant now, Duration monotonic, const std::function<bool(const v1::BackupRun&)>& keep) {
    if (monotonic < due_) return;
    due_ = monotonic + period;
    const Opened folder(open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (folder.number() < 0 || !has_changed(folder.number(), now)) return;
    const auto waiting = list(folder.number(), now);
    size_t left = waiting.size();
    for (const Waiting& one : in_turn(waiting, most_at_once)) {
        if (!may_tell(one.owner, monotonic)) continue;
        if (!take(folder.number(), one, now, keep)) break;
        --left;
    }
    more_ = more_ || left > 0;
}

// The system's time of a file moves in steps: what was put there in the same step as our look must be seen by the next one.
bool ReportFolder::has_changed(int folder, Instant now) {
    struct stat seen {};
    if (fstat(folder, &seen) != 0) return false;
    const int64_t changed = in_ns(seen.st_mtim), now_ns = now.unix_ms * 1'000'000;
    const bool unsure = changed > now_ns - unsure_ns;
    const bool look = more_ || changed != seen_ns_;
    seen_ns_ = changed;
    more_ = unsure;
    return look;
}

std::vector<ReportFolder::Waiting> ReportFolder::list(int folder, Instant now) {
    std::vector<Waiting> all;
    const int own = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const std::unique_ptr<DIR, CloseList> open(own < 0 ? nullptr : fdopendir(own));
    if (!open) return all;
    std::map<uint32_t, size_t> of_user;
    size_t seen_entries = 0;
    while (const dirent* entry = readdir(open.get())) {
        const std::string_view name = entry->d_name;
        if (++seen_entries > most_seen) break;
        struct stat seen {};
        if (name.starts_with('.') || entry->d_type == DT_DIR || taken_.contains(entry->d_name)) continue;
        if (fstatat(folder, entry->d_name, &seen, AT_SYMLINK_NOFOLLOW) != 0 || S_ISDIR(seen.st_mode)) continue;
        const int64_t changed = in_ns(seen.st_mtim);
        const bool is_report = name.ends_with(report_ending), is_old = changed < now.unix_ms * 1'000'000 - day_ns;
        // Too many of one user, or of somebody who was killed in writing it.
        if (++of_user[seen.st_uid] > most_of_user || (!is_report && is_old)) remove(folder, std::string(name));
        else if (is_report && all.size() < most_listed) all.push_back({std::string(name), seen.st_uid, changed});
    }
    return all;
}

// The oldest first, and of each user in turn: who puts ten thousand there waits for himself.
std::vector<ReportFolder::Waiting> ReportFolder::in_turn(std::vector<Waiting> all, size_t most) {
    std::ranges::sort(all, {}, &Waiting::changed_ns);
    std::map<uint32_t, size_t> before;
    std::vector<std::pair<size_t, const Waiting*>> order;
    for (const Waiting& one : all) order.emplace_back(before[one.owner]++, &one);
    std::ranges::stable_sort(order, {}, &std::pair<size_t, const Waiting*>::first);
    std::vector<Waiting> next;
    for (const auto& [rank, one] : order) {
        if (next.size() == most) break;
        next.push_back(*one);
    }
    return next;
}

bool ReportFolder::take(int folder, const Waiting& waiting, Instant now, const std::function<bool(const v1::BackupRun&)>& keep) {
    const Opened file(openat(folder, waiting.name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    struct stat seen {};
    // A second name of somebody else's file would speak with that one's voice.
    if (file.number() < 0 || fstat(file.number(), &seen) != 0 || !S_ISREG(seen.st_mode) || seen.st_nlink != 1) {
        refuse(folder, waiting.name, {}, "it is no file of its own that may be read");
        return true;
    }
    const std::string bytes = read_at_most(file.number(), largest_report + 1);
    std::string why;
    auto run = read_report(bytes, now, why);
    if (!run) {
        refuse(folder, waiting.name, bytes, why);
        return true;
    }
    run->set_reported_by(user_of(seen.st_uid));
    if (!keep(*run)) return false;
    remove(folder, waiting.name);
    return true;
}

void ReportFolder::refuse(int folder, const std::string& name, std::string_view bytes, const std::string& why) {
    if (refused_count_++ < most_refused) log_("A report of a backup was refused, for " + why + ": " + fit_to_tell(name, 100) + ".");
    if (!bytes.empty()) {
        std::error_code ignored;
        std::filesystem::create_directory(refused_, ignored);
        const std::string kept = refused_ + "/" + std::to_string(refused_count_ % most_refused) + std::string(report_ending);
        std::ofstream(kept, std::ios::binary | std::ios::trunc).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
    remove(folder, name);
}

bool ReportFolder::remove(int folder, const std::string& name) {
    if (unlinkat(folder, name.c_str(), 0) == 0 || errno == ENOENT) return true;
    if (taken_.empty()) log_("Reports of backups cannot be removed from " + folder_ + ": the folder must belong to the agent's user.");
    if (taken_.size() < most_listed) taken_.insert(name);
    return false;
}

bool ReportFolder::may_tell(uint32_t owner, Duration monotonic) {
    if (budgets_.size() > most_users) budgets_.clear();
    Budget& budget = budgets_[owner];
    if (budget.count == 0 || monotonic - budget.begin > hour) budget = {monotonic, 0};
    if (budget.count == most_in_an_hour) {
        log_(user_of(owner) + " reported more than 200 backups within an hour: the others wait.");
        ++budget.count;
    }
    return budget.count > most_in_an_hour ? false : ++budget.count <= most_in_an_hour;
}

// By hand: what the system may ask a directory for could make the agent wait.
std::string ReportFolder::user_of(uint32_t owner) {
    const std::string number = std::to_string(owner);
    const Opened file(open("/etc/passwd", O_RDONLY | O_CLOEXEC));
    const std::string text = file.number() < 0 ? std::string{} : read_at_most(file.number(), largest_passwd);
    std::string_view rest = text;
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        const size_t first = line.find(':'), second = line.find(':', first + 1);
        if (first == std::string_view::npos || second == std::string_view::npos) continue;
        if (line.substr(second + 1, line.find(':', second + 1) - second - 1) == number) return fit_to_tell(line.substr(0, first), 64);
    }
    return "uid:" + number;
}

}  // namespace steward::agent::backups
