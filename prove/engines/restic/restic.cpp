// restic: never a lock, never a cache.
#include <filesystem>

#include "prove/engines/restic/words.h"
#include "prove/engines/talk.h"

namespace steward::prove::engines::restic {

namespace {
constexpr size_t most_locks = 64, longest_version = 50;

class Restic : public Engine {
public:
    Restic(const RepositoryFile& file, Spent& spent)
        : file_(file),
          environment_(file.environment),
          talk_(spent, [this](const Ended& ended) { return prove::restic::problem_of(ended, secrets_); }) {
        environment_.push_back("RESTIC_REPOSITORY=" + file.repository);
        if (!file.password_file.empty()) environment_.push_back("RESTIC_PASSWORD_FILE=" + file.password_file);
        for (const std::string& entry : file.environment) secrets_.push_back(entry.substr(entry.find('=') + 1));
    }

    Attempt<std::string> version() override {
        auto said = talk_.words_of(command({"version"}));
        if (!said) return said;
        const size_t begin = said->find("restic "), end = said->find(' ', begin + 7);
        if (begin == std::string::npos || end == std::string::npos || end > begin + longest_version) return std::string();
        return said->substr(begin + 7, end - begin - 7);
    }

    Attempt<void> must_be_free(Instant, std::vector<std::string>&) override;

    Attempt<void> list_points(const std::function<void(const Snapshot& snapshot)>& each) override {
        std::vector<std::string> words{"snapshots", "--json"};
        for (const auto& [option, values] :
             {std::pair("--host", &file_.hosts), std::pair("--path", &file_.paths), std::pair("--tag", &file_.tags)}) {
            for (const std::string& value : *values) words.push_back(std::string(option) + "=" + value);
        }
        return talk_.objects_of(command(std::move(words)), [&](const JsonObject& object) {
            if (const auto snapshot = prove::restic::read_snapshot(object)) each(*snapshot);
        });
    }

    Attempt<void> list_entries(const Snapshot& snapshot, const std::function<void(const Entry& entry)>& each) override {
        return talk_.objects_of(command({"ls", "--json", snapshot.point.name}), [&](const JsonObject& object) {
            if (const auto entry = prove::restic::read_entry(object)) each(*entry);
        });
    }

    Attempt<void> restore(const Snapshot& snapshot, const std::vector<std::string>& paths, const std::string& folder) override {
        for (size_t next = 0, end = 0; next < paths.size(); next = end) {
            end = end_of_arguments(paths, next);
            std::vector<std::string> words{"restore", snapshot.point.name, "--target", folder};
            for (; next < end; ++next) words.push_back("--include=" + prove::restic::pattern_of(paths[next]));
            Command restoring = command(std::move(words));
            restoring.writable = {folder};
            if (const auto done = talk_.done(restoring); !done) return done;
        }
        return {};
    }

private:
    Command command(std::vector<std::string> words) const {
        words.insert(words.begin(), {"restic", "--no-lock", "--no-cache", "-q"});
        return {.words = std::move(words),
                .environment = environment_,
                .has_network = file_.has_network,
                .is_hopeless = prove::restic::is_hopeless};
    }

    const RepositoryFile& file_;
    std::vector<std::string> environment_, secrets_;
    Talk talk_;
};

Attempt<void> Restic::must_be_free(Instant, std::vector<std::string>&) {
    // On this host's own disk it is seen at once: opening a repository costs restic half a second of a processor.
    std::error_code not_seen;
    if (file_.repository.starts_with('/') && std::filesystem::is_empty(file_.repository + "/locks", not_seen) && !not_seen) return {};
    const auto listed = talk_.words_of(command({"list", "locks"}));
    if (!listed) return std::unexpected(listed.error());
    std::string_view rest = *listed;
    for (size_t number = 0; !rest.empty() && number < most_locks; ++number) {
        const std::string id(rest.substr(0, rest.find('\n')));
        rest.remove_prefix(std::min(rest.size(), id.size() + 1));
        if (id.size() != 64 || id.find_first_not_of("0123456789abcdef") != std::string::npos) continue;
        const auto said = talk_.words_of(command({"cat", "lock", id}));
        const auto lock = said ? JsonObject::read(*said) : std::nullopt;
        if (!lock || !lock->is_true("exclusive")) continue;  // gone meanwhile, or of one who shares
        return std::unexpected(trust::RestoreProblem{
            "restore.repository_locked", "The repository is locked since " + std::string(lock->text("time")).substr(0, 19) +
                                             " for one who wants it alone, or died while they had it: no backup can be made meanwhile."});
    }
    return {};
}
}  // namespace

const EngineKind& kind() {
    static constexpr EngineKind restic{.name = "restic", .open = [](const RepositoryFile& file, Spent& spent) -> std::unique_ptr<Engine> {
                                           return std::make_unique<Restic>(file, spent);
                                       }};
    return restic;
}

}  // namespace steward::prove::engines::restic
