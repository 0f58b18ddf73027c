// pgBackRest: copies of PostgreSQL servers and the logs by which they are brought forward. Never its own settings of this host, never a
// lock or a log file.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <map>

#include "prove/engines/pgbackrest/words.h"
#include "prove/engines/talk.h"

namespace steward::prove::engines::pgbackrest {

namespace {
using namespace prove::pgbackrest;

constexpr size_t longest_passphrase = 4096, longest_line = 1 << 20;

// Root's own, as was looked at when the host's file was read.
std::string passphrase_in(const std::string& path) {
    std::string text(longest_passphrase, '\0');
    const int file = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    const ssize_t got = read(file, text.data(), text.size());
    if (file >= 0) close(file);
    text.resize(static_cast<size_t>(std::max<ssize_t>(got, 0)));
    return text.substr(0, text.find_first_of("\r\n"));
}

class PgBackRest : public Engine, public ServerCopies {
public:
    PgBackRest(const RepositoryFile& file, Spent& spent)
        : file_(file), spent_(spent), environment_(file.environment), talk_(spent, [this](const Ended& ended) { return problem(ended); }) {
        environment_.insert(environment_.end(), {"PGBACKREST_REPO1_PATH=" + file.repository, "PGBACKREST_LOG_LEVEL_FILE=off",
                                                 "PGBACKREST_LOG_LEVEL_CONSOLE=off", "PGBACKREST_LOG_LEVEL_STDERR=warn",
                                                 "PGBACKREST_LOG_TIMESTAMP=n", "PGBACKREST_JOB_RETRY=0"});
        for (const std::string& entry : file.environment) secrets_.push_back(entry.substr(entry.find('=') + 1));
        if (file.password_file.empty()) return;
        secrets_.push_back(passphrase_in(file.password_file));
        environment_.insert(environment_.end(),
                            {"PGBACKREST_REPO1_CIPHER_TYPE=aes-256-cbc", "PGBACKREST_REPO1_CIPHER_PASS=" + secrets_.back()});
    }

    Attempt<std::string> version() override {
        const auto said = talk_.words_of(command({"version"}));
        if (!said) return said;
        return said->substr(said->rfind(' ') + 1, said->find('\n') - said->rfind(' ') - 1);
    }

    Attempt<void> must_be_free(Instant, std::vector<std::string>& not_covered) override {
        not_covered.emplace_back(
            "Whether somebody holds the repository alone: pgBackRest keeps its locks on the machine that it backs up.");
        return {};
    }

    Attempt<void> list_points(const std::function<void(const Snapshot& snapshot)>& each) override;
    Attempt<void> list_entries(const Snapshot& snapshot, const std::function<void(const Entry& entry)>& each) override {
        return lines_of({"repo-get", "backup/" + stanza_ + "/" + snapshot.point.name + "/backup.manifest"}, [&](std::string_view line) {
            if (const auto entry = read_entry(line)) each(*entry);
        });
    }

    Attempt<void> restore(const Snapshot& snapshot, const std::vector<std::string>&, const std::string& folder) override {
        for (const char* part : {"/data", "/spaces"}) mkdir((folder + part).c_str(), 0700);
        Command restoring = of_stanza({"restore", "--set=" + snapshot.point.name, "--type=none", "--pg1-path=" + folder + "/data",
                                       "--tablespace-map-all=" + folder + "/spaces", "--lock-path=" + folder + "/lock"});
        restoring.writable = {folder};
        return talk_.done(restoring);
    }

    ServerCopies* server_copies() override { return this; }

    Attempt<ServerCopy> copy(const Snapshot& snapshot) override { return backups_[snapshot.point.name].copy; }

    Attempt<void> list_logs(const Snapshot& snapshot, const std::function<void(std::string_view name)>& each) override {
        return lines_of({"repo-ls", "--recurse", "archive/" + stanza_ + "/" + backups_[snapshot.point.name].archive},
                        [&](std::string_view line) {
                            if (const std::string_view log = log_in(line); !log.empty()) each(log);
                        });
    }

    Attempt<void> fetch_logs(const Snapshot&, const std::vector<std::string>& names, const std::string& folder) override {
        for (const std::string& name : names) {
            Command fetching = of_stanza({"archive-get", name, folder + "/data/pg_wal/" + name, "--pg1-path=" + folder + "/data",
                                          "--lock-path=" + folder + "/lock"});
            fetching.writable = {folder};
            const Ended ended = run(
                fetching, [](std::string_view) { return true; }, spent_);
            constexpr int is_not_there = 1;
            if (ended.exit == is_not_there)
                return std::unexpected(trust::RestoreProblem{"restore.logs_missing", "The log " + name + " is listed, and is not there."});
            if (ended.exit == 0) continue;
            auto problem = this->problem(ended);
            if (problem.code == "restore.pack_damaged" || problem.code == "restore.pack_missing")
                problem = {"restore.logs_damaged", "The log " + name + " is damaged: the database cannot be brought forward past it."};
            return std::unexpected(problem);
        }
        return {};
    }

private:
    // With a passphrase by which the lists were read, what cannot be deciphered is damaged.
    trust::RestoreProblem problem(const Ended& ended) const {
        auto problem = problem_of(ended, secrets_);
        if (problem.code != "restore.wrong_password" || stanza_.empty()) return problem;
        return {"restore.pack_damaged", "A file of the repository is damaged: it cannot be deciphered."};
    }
    Command command(std::vector<std::string> words) const {
        words.insert(words.begin(), {"pgbackrest", "--no-config"});
        return {.words = std::move(words), .environment = environment_, .has_network = file_.has_network};
    }
    Command of_stanza(std::vector<std::string> words) const {
        Command one = command(std::move(words));
        one.environment.push_back("PGBACKREST_STANZA=" + stanza_);
        return one;
    }
    Attempt<void> lines_of(std::vector<std::string> words, const std::function<void(std::string_view line)>& each) const {
        std::string held;
        const Ended ended = run(
            of_stanza(std::move(words)),
            [&](std::string_view piece) {
                for (size_t end = piece.find('\n'); end != std::string_view::npos; end = piece.find('\n')) {
                    each(held += piece.substr(0, end));
                    held.clear();
                    piece.remove_prefix(end + 1);
                }
                held += piece;
                return held.size() < longest_line;
            },
            spent_);
        if (ended.exit == 0 && !ended.is_cut) return {};
        return std::unexpected(problem(ended));
    }

    const RepositoryFile& file_;
    Spent& spent_;
    std::vector<std::string> environment_, secrets_;
    Talk talk_;
    std::string stanza_;
    std::map<std::string, Backup> backups_;
};

Attempt<void> PgBackRest::list_points(const std::function<void(const Snapshot& snapshot)>& each) {
    std::vector<Stanza> stanzas;
    const auto listed = talk_.objects_of(command({"info", "--output=json"}), [&](const JsonObject& object) {
        auto stanza = read_stanza(object);
        const bool is_wanted = stanza && (file_.tags.empty() || std::ranges::find(file_.tags, stanza->name) != file_.tags.end());
        if (is_wanted) stanzas.push_back(std::move(*stanza));
    });
    if (!listed) return listed;
    if (stanzas.empty())
        return std::unexpected(trust::RestoreProblem{"restore.repository_missing",
                                                     "There is no repository of that server at the place that is named on this host."});
    if (stanzas.size() > 1)
        return std::unexpected(trust::RestoreProblem{
            "restore.repository_file", "The repository has several servers (stanzas): the host's file must say which, with a line `tag`."});
    if (!stanzas.front().problem.code.empty()) return std::unexpected(stanzas.front().problem);
    stanza_ = stanzas.front().name;
    for (Backup& backup : stanzas.front().backups) {
        if (!file_.hosts.empty()) backup.snapshot.host = file_.hosts.front();
        each(backup.snapshot);
        backups_[backup.snapshot.point.name] = std::move(backup);
    }
    return {};
}
}  // namespace

const EngineKind& kind() {
    static constexpr EngineKind pgbackrest{.name = "pgbackrest",
                                           .open = [](const RepositoryFile& file, Spent& spent) -> std::unique_ptr<Engine> {
                                               return std::make_unique<PgBackRest>(file, spent);
                                           }};
    return pgbackrest;
}

}  // namespace steward::prove::engines::pgbackrest
