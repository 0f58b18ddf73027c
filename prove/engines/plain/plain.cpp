// A folder of plain files: whatever lies in it, a file or a folder, is a recovery point under its name, made when it was last changed.
// So are dumps that a timer writes, and what rclone copies.
#include <sys/stat.h>

#include <filesystem>

#include "prove/engines/talk.h"

namespace steward::prove::engines::plain {

namespace {
namespace fs = std::filesystem;

class Plain : public Engine {
public:
    Plain(const RepositoryFile& file, Spent& spent)
        : file_(file), source_(file.paths.empty() ? file.repository : file.paths.front()), talk_(spent, problem_of) {}

    Attempt<std::string> version() override { return std::string(); }
    Attempt<void> must_be_free(Instant, std::vector<std::string>&) override { return {}; }

    Attempt<void> list_points(const std::function<void(const Snapshot& snapshot)>& each) override {
        std::error_code why;
        for (auto entry = fs::directory_iterator(file_.repository, why); !why && entry != fs::directory_iterator(); entry.increment(why)) {
            const std::string name = entry->path().filename();
            struct stat seen {};
            const bool is_one = lstat(entry->path().c_str(), &seen) == 0 && (S_ISREG(seen.st_mode) || S_ISDIR(seen.st_mode));
            if (!is_one || name.empty() || !trust::is_point_name(name)) continue;
            const Instant at = Instant::from_unix_ms(nanoseconds(seen) / 1'000'000);
            each({.point = {name, at, at}, .host = file_.hosts.empty() ? "" : file_.hosts.front(), .paths = {}});
        }
        if (!why) return {};
        return std::unexpected(
            trust::RestoreProblem{"restore.repository_missing", "The folder that is named on this host cannot be read."});
    }

    Attempt<void> list_entries(const Snapshot& snapshot, const std::function<void(const Entry& entry)>& each) override {
        const fs::path point = fs::path(file_.repository) / snapshot.point.name;
        list(point, each);
        std::error_code why;
        if (!fs::is_directory(fs::symlink_status(point, why))) return {};
        for (auto entry = fs::recursive_directory_iterator(point, why); !why && entry != fs::recursive_directory_iterator();
             entry.increment(why))
            list(entry->path(), each);
        if (!why) return {};
        return std::unexpected(trust::RestoreProblem{"restore.permission", "Not all of the recovery point's folder can be read."});
    }

    Attempt<void> restore(const Snapshot&, const std::vector<std::string>& paths, const std::string& folder) override {
        const std::string into = folder + source_;
        std::error_code why;
        fs::create_directories(into, why);
        for (size_t next = 0, end = 0; next < paths.size(); next = end) {
            end = end_of_arguments(paths, next);
            // -R: what is no file by now is not read but made again, and then found to be none.
            Command copying{
                .words = {"cp", "-R", "-P", "--parents", "--sparse=always", "-t", into, "--"}, .environment = {}, .writable = {folder}};
            for (; next < end; ++next) copying.words.push_back(paths[next].substr(source_.size() + 1));
            copying.folder = file_.repository;
            if (const auto done = talk_.done(copying); !done) return done;
        }
        return {};
    }

private:
    static int64_t nanoseconds(const struct stat& seen) { return int64_t{seen.st_mtim.tv_sec} * 1'000'000'000 + seen.st_mtim.tv_nsec; }

    void list(const fs::path& path, const std::function<void(const Entry& entry)>& each) const {
        struct stat seen {};
        if (lstat(path.c_str(), &seen) != 0) return;
        each({.path = source_ + path.string().substr(file_.repository.size()),
              .is_file = S_ISREG(seen.st_mode),
              .size = static_cast<uint64_t>(seen.st_size),
              .changed_ns = nanoseconds(seen)});
    }

    static trust::RestoreProblem problem_of(const Ended& ended) {
        if (ended.exit == not_isolated) return {"restore.no_isolation", "This host does not let restored data be kept apart."};
        if (ended.errors.find("No space left") != std::string::npos)
            return {"restore.disk_full", "There was no room left in the scratch space."};
        if (ended.errors.find("Input/output error") != std::string::npos)
            return {"restore.pack_damaged", "A file of the recovery point cannot be read: the disk is damaged."};
        return {"restore.engine_failed", "The recovery point's files could not be copied."};
    }

    const RepositoryFile& file_;
    const std::string source_;  // how the source calls the folder
    Talk talk_;
};
}  // namespace

const EngineKind& kind() {
    static constexpr EngineKind plain{.name = "plain", .open = [](const RepositoryFile& file, Spent& spent) -> std::unique_ptr<Engine> {
                                          return std::make_unique<Plain>(file, spent);
                                      }};
    return plain;
}

}  // namespace steward::prove::engines::plain
