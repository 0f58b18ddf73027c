#include "prove/levels/database/server.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "prove/engines/words.h"

namespace steward::prove::database {

namespace {
constexpr size_t most_said = 64 << 10;
constexpr int at_first_ms = 50, at_last_ms = 1000, a_minute_ms = 60'000;
}  // namespace

ServerLog::~ServerLog() {
    if (file_ >= 0) close(file_);
}

int ServerLog::open_in(const std::string& room) { return file_ = open(room.c_str(), O_TMPFILE | O_RDWR | O_APPEND | O_CLOEXEC, 0600); }

std::string ServerLog::beginning(size_t most) const {
    std::string text(most, '\0');
    const ssize_t got = pread(file_, text.data(), text.size(), 0);
    text.resize(static_cast<size_t>(std::max<ssize_t>(got, 0)));
    return text;
}

bool ServerLog::says_no_room() const {
    std::string room(most_said, '\0'), before;
    for (off_t at = 0;;) {
        const ssize_t got = pread(file_, room.data(), room.size(), at);
        if (got <= 0) return false;
        const std::string piece = before + room.substr(0, static_cast<size_t>(got));
        if (piece.find("No space left on device") != std::string::npos) return true;
        before = piece.substr(piece.size() - std::min<size_t>(piece.size(), 64));
        at += got;
    }
}

Command in_place(const Place& place, std::vector<std::string> words) {
    Command command{.words = std::move(words)};
    command.environment = {"HOME=/tmp", "TMPDIR=/tmp", "LC_ALL=C.UTF-8"};
    command.folder = "/tmp";
    command.is_nobody = true;
    command.room = place.room;
    command.shell = place.alarm_shell;
    command.shells_alarm = place.bell;
    return command;
}

Said ask(const Command& command, Spent& spent) {
    Said said;
    said.ended = run(
        command,
        [&](std::string_view piece) {
            said.output += piece.substr(0, most_said - std::min(most_said, said.output.size()));
            return true;
        },
        spent);
    if (said.output.ends_with('\n')) said.output.pop_back();
    return said;
}

std::optional<int64_t> number_in(std::string_view text) {
    int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && !text.empty() ? std::optional(number) : std::nullopt;
}

std::string in_quotes(std::string_view name, char quote) {
    std::string out(1, quote);
    for (const char c : name) {
        if (c == '.') out += std::string(1, quote) + "." + quote;
        else out += c;
    }
    return out + quote;
}

bool becomes_ready(Background& server, const Command& question, Spent& spent, Patience patience) {
    // Who waits long asks seldom: each question is a process.
    for (int waited = 0, pause = at_first_ms; patience == Patience::Endless || waited < a_minute_ms; waited += pause) {
        if (ask(question, spent).ended.exit == 0) return true;
        pause = std::min(at_first_ms + waited / 20, at_last_ms);
        if (!server.lives_for(pause)) return false;
    }
    return false;
}

std::optional<int64_t> PrivateServer::number(const std::string& sql) const {
    const Said said = ask(query(sql), place_.spent);
    return said.ended.exit == 0 ? number_in(said.output) : std::nullopt;
}

std::optional<uint64_t> PrivateServer::count(const std::string& sql) const {
    const auto found = number(sql);
    return found ? std::optional(static_cast<uint64_t>(*found)) : std::nullopt;
}

std::string PrivateServer::only_one(const std::string& sql) const {
    const Said said = ask(query(sql), place_.spent);
    const bool is_one = said.ended.exit == 0 && said.output.size() <= longest_database && said.output.find('\n') == std::string::npos;
    return is_one ? said.output : "";
}

bool make_room(const Place& place) {
    return !place.alarm_shell.empty() && mkdir(place.room.c_str(), 0700) == 0 &&
           chown(place.room.c_str(), nobodys_number, nobodys_number) == 0;
}

std::unexpected<trust::RestoreProblem> obstacle(std::string code, std::string sentence) {
    return std::unexpected(trust::RestoreProblem{std::move(code), std::move(sentence)});
}

trust::RestoreProblem not_started(std::string_view name, const Ended& ended, const std::string& errors) {
    const std::string server(name);
    if (ended.exit == not_isolated) return {"restore.no_isolation", "This host does not let restored data be kept apart."};
    if (ended.exit == 127) return {"restore.database_missing", server + " is not installed on this host."};
    if (small_letters(errors).find("no space left") != std::string::npos)
        return {"restore.disk_full", "There was no room left in the scratch space for " + server + "."};
    return {"restore.database_failed", server + " does not start on this host: " + last_line(errors, {})};
}

}  // namespace steward::prove::database
