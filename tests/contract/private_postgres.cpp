#include "tests/contract/private_postgres.h"

#include <fcntl.h>
#include <glob.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <vector>

namespace steward::contract {

namespace {
std::unexpected<Error> no_postgres(std::string message, std::string cause = {}) {
    return fail(ErrorKind::Unavailable, "contract.postgres", std::move(message), std::move(cause));
}

// The newest installed server's programs; Debian keeps them outside the path.
Result<std::string> postgres_programs() {
    glob_t found{};
    std::string newest;
    if (glob("/usr/lib/postgresql/*/bin/initdb", 0, nullptr, &found) == 0) newest = found.gl_pathv[found.gl_pathc - 1];
    globfree(&found);
    if (newest.empty())
        return no_postgres("PostgreSQL is missing, and storage is tested on both databases. Run: apt-get install postgresql");
    return newest.substr(0, newest.rfind('/'));
}

// PostgreSQL refuses to run as root: then everything of it runs as user postgres.
class ServerUser {
public:
    ServerUser() {
        if (geteuid() != 0) return;
        if (const passwd* entry = getpwnam("postgres")) {
            user_ = entry->pw_uid;
            group_ = entry->pw_gid;
            changes_ = true;
        }
    }
    bool is_usable() const { return changes_ || geteuid() != 0; }
    bool give(const std::string& path) const { return !changes_ || chown(path.c_str(), user_, group_) == 0; }
    // Between fork and exec: only calls that are safe there.
    void become() const {
        if (changes_ && (setgroups(1, &group_) != 0 || setgid(group_) != 0 || setuid(user_) != 0)) _exit(126);
    }

private:
    bool changes_ = false;
    uid_t user_ = 0;
    gid_t group_ = 0;
};

pid_t launch(const ServerUser& user, const std::vector<std::string>& words, const std::string& folder, int wait_on = -1) {
    std::vector<char*> arguments;
    for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const std::string log = folder + "/log";
    const pid_t child = fork();
    if (child != 0) return child;
    // Nobody may wait for us at the end of the program's output, and no Ctrl-C may come before the cleaning up.
    if (wait_on >= 0) setsid();
    user.become();
    const int nothing = open("/dev/null", O_RDWR), output = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(nothing, 0);
    dup2(output, 1);
    dup2(output, 2);
    if (chdir(folder.c_str()) != 0) _exit(126);
    if (wait_on >= 0) {
        char none = 0;
        while (::read(wait_on, &none, 1) < 0) {
        }
    }
    execv(arguments[0], arguments.data());
    _exit(127);
}

Status run_program(const ServerUser& user, const std::vector<std::string>& words, const std::string& folder) {
    const pid_t child = launch(user, words, folder);
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
        std::stringstream log;
        log << std::ifstream(folder + "/log").rdbuf();
        return no_postgres("The private PostgreSQL of the tests does not start: " + words[0] + " failed.", log.str());
    }
    return {};
}

// Stops the server when this program is gone: the pipe's end closes also after kill -9.
Status watch_over(const ServerUser& user, const std::string& programs, const std::string& folder) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return no_postgres("No pipe for the private PostgreSQL of the tests.");
    const std::string script = programs + "/pg_ctl stop -s -m immediate -D " + folder + "/data; cd /; rm -rf " + folder;
    const std::vector<std::string> words = {"/bin/sh", "-c", script};
    // Its own copy of the writing end would keep the pipe open for ever.
    const int reading = ends[0], writing = ends[1];
    const pid_t between = fork();
    if (between < 0) return no_postgres("No process for the private PostgreSQL of the tests.");
    if (between == 0) {
        close(writing);
        _exit(launch(user, words, folder, reading) > 0 ? 0 : 1);
    }
    close(reading);
    int status = 0;
    waitpid(between, &status, 0);
    return status == 0 ? Status{} : no_postgres("No process for the private PostgreSQL of the tests.");
}

struct Server {
    std::string programs, folder;
    ServerUser user;
    std::string location() const { return "host=" + folder + " user=steward dbname=postgres"; }
};

Result<Server> start_postgres() {
    STEWARD_TRY(const std::string programs, postgres_programs());
    const ServerUser user;
    if (!user.is_usable()) return no_postgres("There is no user postgres to run the tests' server as. Run: apt-get install postgresql");
    // Where the tests write, which may be in memory; a socket's name has room for a hundred letters.
    const std::string temporary = std::filesystem::temp_directory_path().string();
    std::string folder = (temporary.size() < 50 ? temporary : "/tmp") + "/steward-postgres-XXXXXX";
    if (mkdtemp(folder.data()) == nullptr || !user.give(folder))
        return no_postgres("No temporary folder for the private PostgreSQL of the tests.");
    STEWARD_CHECK(run_program(
        user, {programs + "/initdb", "-D", folder + "/data", "-U", "steward", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"},
        folder));
    STEWARD_CHECK(watch_over(user, programs, folder));
    // Without fsync: these data need not survive the machine. synchronous_commit stays as it is.
    STEWARD_CHECK(run_program(user,
                              {programs + "/pg_ctl", "start", "-w", "-s", "-D", folder + "/data", "-l", folder + "/server.log", "-o",
                               "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=200 "
                               "-c unix_socket_directories=" +
                                   folder},
                              folder));
    return Server{programs, folder, user};
}

const Result<Server>& the_server() {
    static const Result<Server> server = start_postgres();
    return server;
}

std::string name_of(const std::string& location) { return location.substr(location.rfind('=') + 1); }

// Databases are made and dropped outside of a transaction, which `storage::Database` does not do.
Status in_server(const std::string& statement) {
    const auto& server = the_server();
    if (!server) return std::unexpected(server.error());
    const std::unique_ptr<PGconn, void (*)(PGconn*)> connection(PQconnectdb(server->location().c_str()), PQfinish);
    const std::unique_ptr<PGresult, void (*)(PGresult*)> result(PQexec(connection.get(), statement.c_str()), PQclear);
    if (PQresultStatus(result.get()) == PGRES_COMMAND_OK) return {};
    return no_postgres("The private PostgreSQL of the tests refuses: " + statement, PQerrorMessage(connection.get()));
}
}  // namespace

Result<std::string> private_postgres() {
    const auto& server = the_server();
    if (!server) return std::unexpected(server.error());
    return server->location();
}

Result<std::string> new_postgres_database(const std::string& model) {
    static std::atomic<int> number{0};
    const std::string name = "test_" + std::to_string(++number);
    // Files are copied as they are: a model is small, and a log of its pages would be as large as they.
    STEWARD_CHECK(in_server("create database " + name + (model.empty() ? "" : " template " + name_of(model) + " strategy file_copy")));
    return "host=" + the_server()->folder + " user=steward dbname=" + name;
}

Status drop_postgres_database(const std::string& location) { return in_server("drop database " + name_of(location) + " with (force)"); }

Status restart_private_postgres() {
    const auto& server = the_server();
    if (!server) return std::unexpected(server.error());
    return run_program(server->user,
                       {server->programs + "/pg_ctl", "restart", "-w", "-s", "-m", "immediate", "-D", server->folder + "/data", "-l",
                        server->folder + "/server.log"},
                       server->folder);
}

}  // namespace steward::contract
