#include "prove/engines/pgbackrest/words.h"

#include <algorithm>
#include <charconv>

namespace steward::prove::pgbackrest {

namespace {
constexpr size_t length_of_log = 24, length_of_time_line = 8;
constexpr std::string_view gone = "A part of the repository is gone.";
// In this order: what says most comes first.
constexpr Phrase reasons[] = {
    {"cipher-pass", "restore.wrong_password", "The repository is encrypted, and there is no passphrase for it on this host."},
    {"outside of section at line 1", "restore.wrong_password", "The repository's passphrase was not accepted."},
    {"cryptoerror", "restore.wrong_password", "The repository's passphrase was not accepted."},
    {"cipher header invalid", "restore.wrong_password", "The repository's passphrase was not accepted."},
    {"unable to flush", "restore.wrong_password", "The repository's passphrase was not accepted."},
    {"no space left", "restore.disk_full", "There was no room left in the scratch space."},
    {"missing stanza path", "restore.repository_missing", "There is no repository of that server at the place that is named on this host."},
    {"does not match expected checksum", "restore.pack_damaged", "A file of the repository is damaged: it is not what was written."},
    {"checksumerror", "restore.pack_damaged", "A file of the repository is damaged: it is not what was written."},
    {"threw error: [-", "restore.pack_damaged", "A file of the repository is damaged: it cannot be unpacked."},
    {"error_frame", "restore.pack_damaged", "A file of the repository is damaged: it cannot be unpacked."},
    {"unexpected eof", "restore.pack_damaged", "A file of the repository is damaged: it ends too early."},
    {"[filemissingerror]", "restore.pack_missing", gone},
    {"filemissingerror", "restore.pack_missing", gone},
    {"unable to open missing file", "restore.pack_missing", gone},
    {"formaterror", "restore.pack_damaged", "A file of the repository is damaged: it says what is not understood."},
    {"unable to find a valid repository", "restore.repository_missing", "There is no repository at the place that is named on this host."},
    {"backup set", "restore.point_missing", "There is no such recovery point in the repository."},
    {"hostconnecterror", "restore.unreachable", "The repository's side could not be reached."},
    {"unable to connect", "restore.unreachable", "The repository's side could not be reached."},
    {"unable to get address", "restore.unreachable", "The repository's side could not be reached."},
    {"permission denied", "restore.permission", "The repository could not be read with the rights of this host."},
};

bool is_of(std::string_view text, size_t length, std::string_view signs) {
    return text.size() == length && text.find_first_not_of(signs) == std::string_view::npos;
}

void each_object(std::string_view list, const std::function<void(const JsonObject& object)>& each) {
    ObjectStream stream([&](std::string_view text) {
        if (const auto object = JsonObject::read(text)) each(*object);
        return true;
    });
    stream.take(list);
}

JsonObject object_in(const JsonObject& object, std::string_view name) {
    return JsonObject::read(object.nested(name)).value_or(JsonObject());
}

uint64_t number_at_begin(std::string_view text) {
    uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::optional<Backup> read_backup(const JsonObject& object) {
    const auto stop = object_in(object, "timestamp").number("stop");
    const std::string label(object.text("label"));
    if (!stop || label.empty() || !trust::is_point_name(label)) return std::nullopt;
    const Instant at = Instant::from_unix_ms(static_cast<int64_t>(*stop) * 1000);
    const JsonObject logs = object_in(object, "archive");
    Backup backup{
        .snapshot = {.point = {label, at, at}, .host = "", .paths = {}, .cut_by = std::chrono::seconds(1)}, .copy = {}, .archive = ""};
    backup.copy.first_log = logs.text("start");
    backup.copy.last_log = logs.text("stop");
    return backup;
}
}  // namespace

std::optional<Stanza> read_stanza(const JsonObject& object) {
    Stanza stanza{.name = std::string(object.text("name")), .backups = {}, .problem = {}};
    const JsonObject status = object_in(object, "status");
    const auto code = status.number("code");
    if (stanza.name.empty() || !code) return std::nullopt;
    constexpr uint64_t is_good = 0, has_no_backups = 2;
    if (*code != is_good && *code != has_no_backups) {
        std::string words(status.text("message"));
        each_object(object.nested("repo"),
                    [&](const JsonObject& repository) { words += " " + std::string(object_in(repository, "status").text("message")); });
        const Phrase* phrase = phrase_in(reasons, small_letters(words));
        stanza.problem = phrase ? trust::RestoreProblem{std::string(phrase->code), std::string(phrase->sentence)}
                                : trust::RestoreProblem{"restore.pack_missing", "The repository's own list of backups is gone or damaged."};
    }
    std::map<uint64_t, uint64_t> versions;
    std::map<uint64_t, std::string> archives;
    each_object(object.nested("db"), [&](const JsonObject& database) {
        versions[database.number("id").value_or(0)] = number_at_begin(database.text("version"));
    });
    each_object(object.nested("archive"),
                [&](const JsonObject& archive) { archives[object_in(archive, "database").number("id").value_or(0)] = archive.text("id"); });
    each_object(object.nested("backup"), [&](const JsonObject& told) {
        auto backup = read_backup(told);
        if (!backup) return;
        const uint64_t id = object_in(told, "database").number("id").value_or(0);
        backup->copy.version = versions[id];
        backup->archive = archives[id];
        stanza.backups.push_back(std::move(*backup));
    });
    return stanza;
}

std::optional<Entry> read_entry(std::string_view line) {
    const size_t end = line.rfind("={");
    if (end == std::string_view::npos || !line.starts_with("pg_")) return std::nullopt;
    const auto told = JsonObject::read(line.substr(end + 1));
    const auto size = told ? told->number("size") : std::nullopt;
    if (!size) return std::nullopt;
    return Entry{.path = "/" + std::string(line.substr(0, end)),
                 .is_file = true,
                 .size = *size,
                 .changed_ns = static_cast<int64_t>(told->number("timestamp").value_or(0)) * 1'000'000'000,
                 .cut_by_ns = 1'000'000'000};
}

std::string_view log_in(std::string_view line) {
    constexpr std::string_view in_hex = "0123456789ABCDEF";
    const size_t slash = line.rfind('/');
    const std::string_view name = slash == std::string_view::npos ? line : line.substr(slash + 1);
    if (name.ends_with(".history") && is_of(name.substr(0, name.find('.')), length_of_time_line, in_hex)) return name;
    const bool is_whole = name.size() > length_of_log && name[length_of_log] == '-';
    return is_whole && is_of(name.substr(0, length_of_log), length_of_log, in_hex) ? name.substr(0, length_of_log) : std::string_view();
}

trust::RestoreProblem problem_of(const Ended& ended, const std::vector<std::string>& secrets) {
    constexpr int no_such_program = 127;
    if (ended.exit == not_isolated) return {"restore.no_isolation", "This host does not let restored data be kept apart."};
    if (ended.exit == no_such_program) return {"restore.engine_missing", "pgBackRest is not installed on this host."};
    const Phrase* phrase = phrase_in(reasons, small_letters(ended.errors));
    if (phrase) return {std::string(phrase->code), std::string(phrase->sentence)};
    return {"restore.engine_failed", "pgBackRest ended with " + std::to_string(ended.exit) + ": " + last_line(ended.errors, secrets)};
}

}  // namespace steward::prove::pgbackrest
