#include "server/platform/storage/postgres_programs.h"

#include <fcntl.h>
#include <glob.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "server/platform/storage/postgres_copy.h"

namespace steward::storage {

namespace {
constexpr off_t most_output = 4 << 20;
constexpr size_t longest_cause = 300;

std::unexpected<Error> not_started(const std::string& path, int why) {
    return fail(ErrorKind::Internal, "storage.program_failed", path + " cannot be started.", std::strerror(why));
}

// A file without a name that takes what a program says, so that nobody has to read while it runs.
class Said {
public:
    Said() : file_(memfd_create("said", MFD_CLOEXEC)) {}
    ~Said() { close(file_); }
    Said(const Said&) = delete;
    Said& operator=(const Said&) = delete;
    int file() const { return file_; }
    std::string text() const {
        std::string text(static_cast<size_t>(std::clamp<off_t>(lseek(file_, 0, SEEK_END), 0, most_output)), '\0');
        const ssize_t size = pread(file_, text.data(), text.size(), 0);
        text.resize(size > 0 ? static_cast<size_t>(size) : 0);
        return text;
    }

private:
    int file_;
};

std::vector<char*> pointers(const std::vector<std::string>& words) {
    std::vector<char*> all;
    for (const auto& word : words) all.push_back(const_cast<char*>(word.c_str()));
    all.push_back(nullptr);
    return all;
}

// Our own variables hold the database's address, PostgreSQL's would lead elsewhere than we are connected.
std::vector<std::string> surroundings(const std::vector<std::string>& environment) {
    std::vector<std::string> all{"LC_ALL=C"};
    for (char** variable = environ; *variable; ++variable) {
        const std::string_view text(*variable);
        const bool left_out = text.starts_with("STEWARD_") || text.starts_with("PG") || text.starts_with("LC_ALL=");
        if (!left_out) all.emplace_back(text);
    }
    all.insert(all.end(), environment.begin(), environment.end());
    return all;
}

// The programs go on to quote rows (DETAIL) and statements; the line that says what went wrong is enough.
std::string first_error(const std::string& said) {
    for (size_t begin = 0; begin < said.size();) {
        const size_t end = std::min(said.find('\n', begin), said.size());
        const std::string line = said.substr(begin, std::min(end - begin, longest_cause));
        if (line.find("error: ") != std::string::npos || line.find("FATAL: ") != std::string::npos) return line;
        begin = end + 1;
    }
    return said.substr(0, std::min(said.find('\n'), longest_cause));
}

// 15 of "pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"; 0 of anything else.
int version_in(const std::string& said) {
    constexpr std::string_view before = "(PostgreSQL) ";
    const size_t at = said.find(before);
    int major = 0;
    if (at != std::string::npos) std::from_chars(said.data() + at + before.size(), said.data() + said.size(), major);
    return major;
}
}  // namespace

std::vector<std::string> postgres_program_folders() {
    std::vector<std::string> folders;
    // Where Debian and the packages of postgresql.org keep each version; Debian's /usr/bin/pg_dump only guesses which one is meant.
    for (const char* pattern : {"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin"}) {
        glob_t found{};
        if (glob(pattern, 0, nullptr, &found) == 0) folders.insert(folders.end(), found.gl_pathv, found.gl_pathv + found.gl_pathc);
        globfree(&found);
    }
    const char* path = std::getenv("PATH");
    std::string_view rest = path ? path : "/usr/bin";
    while (!rest.empty()) {
        const std::string_view folder = rest.substr(0, rest.find(':'));
        if (folder.starts_with('/')) folders.emplace_back(folder);
        rest.remove_prefix(std::min(folder.size() + 1, rest.size()));
    }
    return folders;
}

std::vector<PostgresProgram> postgres_programs(const std::string& name, const std::vector<std::string>& folders) {
    std::vector<PostgresProgram> found;
    for (const auto& folder : folders) {
        PostgresProgram program{.path = folder + "/" + name, .major = 0};
        if (access(program.path.c_str(), X_OK) != 0) continue;
        const auto asked = run_postgres_program(program, {"--version"}, {});
        program.major = asked && asked->code == 0 ? version_in(asked->output) : 0;
        if (program.major > 0) found.push_back(std::move(program));
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.major < b.major; });
    return found;
}

Result<PostgresProgram> find_postgres_program(const std::string& name, int major, const std::vector<std::string>& folders) {
    const auto found = postgres_programs(name, folders);
    for (const auto& program : found) {
        if (program.major >= major) return program;
    }
    if (found.empty())
        return fail(ErrorKind::Conflict, "storage.no_client",
                    name + " is missing, and the PostgreSQL database cannot be copied without it. Install the package postgresql-client.");
    const std::string wanted = std::to_string(major);
    return fail(ErrorKind::Conflict, "storage.old_client",
                "This needs " + name + " " + wanted + " or newer, as new as PostgreSQL itself is here, and the newest found is " +
                    std::to_string(found.back().major) + ". Install the package postgresql-client-" + wanted + ".");
}

Result<std::vector<std::string>> environment_of(PostgresConnection& connection) {
    std::vector<std::string> environment;
    std::string missing;
    PQconninfoOption* options = PQconninfo(connection.handle());
    for (const PQconninfoOption* option = options; option && option->keyword; ++option) {
        const std::string_view keyword = option->keyword;
        // A service was looked up already; what it said is among the others.
        if (!option->val || option->val[0] == '\0' || keyword.starts_with("service")) continue;
        if (option->envvar) environment.push_back(std::string(option->envvar) + "=" + option->val);
        else if (option->dispchar[0] == '*') missing = keyword;
    }
    PQconninfoFree(options);
    if (missing.empty()) return environment;
    return fail(ErrorKind::Conflict, "storage.no_safe_place",
                "The database's address holds " + missing +
                    ", which pg_dump and pg_restore take on their command line only, where everybody could read it. Use a key without it.");
}

Result<ProgramEnded> run_postgres_program(const PostgresProgram& program, const std::vector<std::string>& words,
                                          const std::vector<std::string>& environment) {
    const Said output, errors;
    std::vector<std::string> all{program.path};
    all.insert(all.end(), words.begin(), words.end());
    const auto variables = surroundings(environment);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output.file(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, errors.file(), STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    // Whoever ends us ends it too: our threads block signals, it must not.
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none, usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    for (const int signal : {SIGPIPE, SIGTERM, SIGINT, SIGHUP}) sigaddset(&usual, signal);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    pid_t child = 0;
    const int refused = posix_spawn(&child, program.path.c_str(), &actions, &attributes, pointers(all).data(), pointers(variables).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (refused != 0) return not_started(program.path, refused);
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) return not_started(program.path, errno);
    }
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return ProgramEnded{.code = code, .output = output.text(), .cause = code == 0 ? "" : first_error(errors.text())};
}

}  // namespace steward::storage
