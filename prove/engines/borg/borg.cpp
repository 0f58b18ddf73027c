// borg: never a lock. What its program wants to keep of a repository that it knows stands in a small file system of this test alone.
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <map>

#include "prove/engines/borg/words.h"
#include "prove/engines/talk.h"
#include "prove/scratch.h"

namespace steward::prove::engines::borg {

namespace {
using namespace prove::borg;

constexpr uint64_t most_of_its_own = 16 << 20, in_files = 64;
constexpr size_t longest_field = 4096;
constexpr Duration no_work_is_so_long = std::chrono::hours(24);

class Borg : public Engine {
public:
    Borg(const RepositoryFile& file, Spent& spent)
        : file_(file),
          spent_(spent),
          environment_(file.environment),
          talk_(spent, [this](const Ended& ended) { return problem_of(ended, secrets_); }) {
        for (const std::string& entry : file.environment) secrets_.push_back(entry.substr(entry.find('=') + 1));
        // Times in UTC: it says them without a zone. Of the answers to its questions only those that a new reader of an old repository
        // needs.
        environment_.insert(environment_.end(), {"BORG_REPO=" + file.repository, "TZ=UTC", "BORG_RELOCATED_REPO_ACCESS_IS_OK=yes",
                                                 "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes"});
        if (!file.password_file.empty()) environment_.push_back("BORG_PASSCOMMAND=cat " + in_quotes_of_a_shell(file.password_file));
    }

    Attempt<std::string> version() override {
        auto home = Scratch::make(file_.scratch + "/borg", most_of_its_own, in_files, most_of_its_own * 2, spent_);
        if (!home) return std::unexpected(home.error());
        home_.emplace(std::move(*home));
        environment_.insert(environment_.end(), {"BORG_BASE_DIR=" + home_->path(), "TMPDIR=" + home_->path(), "BORG_SELFTEST=disabled"});
        auto said = talk_.words_of(command({"--version"}));
        if (!said) return said;
        return said->substr(said->rfind(' ') + 1, said->find('\n') - said->rfind(' ') - 1);
    }

    Attempt<void> must_be_free(Instant now, std::vector<std::string>& not_covered) override;
    Attempt<void> list_points(const std::function<void(const Snapshot& snapshot)>& each) override;

    Attempt<void> list_entries(const Snapshot& snapshot, const std::function<void(const Entry& entry)>& each) override {
        return talk_.objects_of(command({"list", "--json-lines", archive_of(snapshot)}), [&](const JsonObject& object) {
            if (const auto entry = read_entry(object)) each(*entry);
        });
    }

    Attempt<void> restore(const Snapshot& snapshot, const std::vector<std::string>& paths, const std::string& folder) override {
        for (size_t next = 0, end = 0; next < paths.size(); next = end) {
            end = end_of_arguments(paths, next);
            Command restoring = command({"extract", archive_of(snapshot)});
            for (; next < end; ++next) restoring.words.push_back("pp:" + paths[next].substr(1));
            restoring.writable.push_back(folder);
            restoring.folder = folder;
            if (const auto done = talk_.done(restoring); !done) return done;
        }
        return {};
    }

private:
    Command command(std::vector<std::string> words) const {
        words.insert(words.begin(), {"borg", "--bypass-lock"});
        return {.words = std::move(words), .environment = environment_, .writable = {home_->path()}, .has_network = file_.has_network};
    }
    std::string archive_of(const Snapshot& snapshot) const {
        const auto other = names_.find(snapshot.point.name);
        return "::" + (other == names_.end() ? snapshot.point.name : other->second);
    }
    bool is_wanted(const Archive& archive) const {
        const auto is_one_of = [](const std::vector<std::string>& list, const auto& holds) {
            return list.empty() || std::ranges::any_of(list, holds);
        };
        return is_one_of(file_.hosts, [&](const std::string& host) { return host == archive.snapshot.host; }) &&
               is_one_of(file_.tags, [&](const std::string& beginning) { return archive.name.starts_with(beginning); });
    }

    const RepositoryFile& file_;
    Spent& spent_;
    std::vector<std::string> environment_, secrets_;
    Talk talk_;
    std::optional<Scratch> home_;
    std::map<std::string, std::string> names_;  // of points that cannot be called as their archives are
};

// HOST@NODE.PROCESS-THREAD: of this host, by one that is no more.
bool is_of_a_dead_one(const std::string& holder) {
    std::array<char, 256> host{};
    gethostname(host.data(), host.size() - 1);
    const size_t at = holder.find('@'), dot = holder.rfind('.'), end = holder.find('-', dot == std::string::npos ? 0 : dot);
    if (at == std::string::npos || dot == std::string::npos || end == std::string::npos ||
        !holder.starts_with(std::string(host.data()) + "@")) {
        return false;
    }
    const int process = std::atoi(holder.substr(dot + 1, end - dot - 1).c_str());
    return process > 0 && kill(process, 0) != 0 && errno == ESRCH;
}

Attempt<void> Borg::must_be_free(Instant now, std::vector<std::string>& not_covered) {
    if (!file_.repository.starts_with('/')) {
        not_covered.emplace_back("Whether somebody holds the repository alone: borg tells that of no repository elsewhere.");
        return {};
    }
    std::error_code none;
    struct stat seen {};
    const std::string lock = file_.repository + "/lock.exclusive";
    if (stat(lock.c_str(), &seen) != 0) return {};
    bool is_dead = false;
    for (const auto& holder : std::filesystem::directory_iterator(lock, none))
        is_dead = is_dead || is_of_a_dead_one(holder.path().filename());
    const Instant locked = Instant::from_unix_ms(int64_t{seen.st_mtime} * 1000);
    const std::string since = to_rfc3339(locked).substr(0, 19);
    if (is_dead || now - locked > no_work_is_so_long)
        return std::unexpected(trust::RestoreProblem{
            "restore.repository_locked",
            "The repository is locked since " + since + " by one who died, or forgot it: no backup can be made meanwhile."});
    not_covered.push_back("Somebody works alone on the repository since " + since + "; what they write was not looked at.");
    return {};
}

Attempt<void> Borg::list_points(const std::function<void(const Snapshot& snapshot)>& each) {
    std::vector<std::string> fields(1);
    const auto take = [&](std::string_view piece) {
        for (const char c : piece) {
            if (c != '\0') {
                if (fields.back().size() < longest_field) fields.back() += c;
                continue;
            }
            if (fields.size() == archive_fields) {
                auto archive = read_archive(fields);
                if (archive && is_wanted(*archive)) {
                    archive->snapshot.paths = file_.paths;
                    if (archive->name != archive->snapshot.point.name) names_[archive->snapshot.point.name] = archive->name;
                    each(archive->snapshot);
                }
                fields.assign(1, "");
            } else {
                fields.emplace_back();
            }
        }
        return true;
    };
    const Ended ended = run(command({"list", "--format", std::string(archive_format)}), take, spent_);
    if (ended.exit == 0) return {};
    return std::unexpected(problem_of(ended, secrets_));
}
}  // namespace

const EngineKind& kind() {
    static constexpr EngineKind borg{.name = "borg", .open = [](const RepositoryFile& file, Spent& spent) -> std::unique_ptr<Engine> {
                                         return std::make_unique<Borg>(file, spent);
                                     }};
    return borg;
}

}  // namespace steward::prove::engines::borg
