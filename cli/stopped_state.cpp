#include "cli/stopped_state.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <span>

// Generated from the migrations of all rooms in road order (generated/migrations.cpp).
namespace steward::assembly {
std::span<const storage::Migration> all_migrations();
}

namespace steward::cli {

namespace {
std::unexpected<Error> unusable(const std::string& path) {
    return fail(ErrorKind::Internal, "state.unusable",
                "The state folder " + path + " cannot be used: " + std::strerror(errno) + ". Run this as root or as the server's user.");
}

std::string ask(const char* question) {
    std::fprintf(stderr, "%s", question);
    termios before{};
    tcgetattr(STDIN_FILENO, &before);
    termios silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSANOW, &silent);
    std::string line;
    std::getline(std::cin, line);
    tcsetattr(STDIN_FILENO, TCSANOW, &before);
    std::fprintf(stderr, "\n");
    return line;
}
}  // namespace

Result<std::unique_ptr<StoppedState>> StoppedState::open(const std::string& path) {
    if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return unusable(path);
    const int lock = ::open((path + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0) return unusable(path);
    if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
        close(lock);
        return fail(ErrorKind::Conflict, "state.in_use", "A server uses " + path + ". Stop it first: this acts on the folder itself.");
    }
    return std::unique_ptr<StoppedState>(new StoppedState(path, lock));
}

StoppedState::~StoppedState() { close(lock_); }

std::string postgres_url(const Arguments& arguments) {
    const char* from_environment = std::getenv("STEWARD_POSTGRES");
    return arguments.option("postgres", from_environment ? from_environment : "");
}

Result<std::unique_ptr<storage::Database>> StoppedState::open_database(const Arguments& arguments, Instant now) const {
    const std::string postgres = postgres_url(arguments);
    STEWARD_TRY(auto database, postgres.empty() ? storage::open_sqlite(file("steward.db")) : storage::open_postgres(postgres, 2));
    STEWARD_CHECK(storage::migrate(*database, assembly::all_migrations(), now));
    return database;
}

Status StoppedState::keep_private() const { return chmod(path_.c_str(), 0700) == 0 ? Status() : Status(unusable(path_)); }

void StoppedState::give_to_owner() const {
    struct stat folder {};
    if (geteuid() != 0 || stat(path_.c_str(), &folder) != 0 || folder.st_uid == 0) return;
    std::error_code ignored;
    for (std::filesystem::recursive_directory_iterator at(path_, ignored), end; !ignored && at != end; at.increment(ignored)) {
        (void)!lchown(at->path().c_str(), folder.st_uid, folder.st_gid);
    }
}

Result<std::string> read_passphrase(const Arguments& arguments, bool twice) {
    const std::string file = arguments.option("passphrase-file");
    std::string line;
    if (file == "-") std::getline(std::cin, line);
    else if (!file.empty()) {
        std::ifstream stream(file);
        if (!std::getline(stream, line) && !stream.eof())
            return fail(ErrorKind::NotFound, "cli.no_such_file", "The file of the passphrase, " + file + ", cannot be read.");
    } else if (isatty(STDIN_FILENO)) {
        line = ask("Passphrase of the backup's keys: ");
        if (twice && ask("The same again: ") != line) return fail(ErrorKind::Invalid, "cli.passphrase", "The two were not the same.");
    }
    if (line.empty())
        return fail(ErrorKind::Invalid, file.empty() ? "cli.missing" : "cli.passphrase",
                    "A passphrase is needed: --passphrase-file FILE (its first line, '-' for standard input).");
    return line;
}

}  // namespace steward::cli
