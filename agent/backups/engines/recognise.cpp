#include "agent/backups/engines/recognise.h"

#include <algorithm>
#include <array>

namespace steward::agent::backups {

namespace {
using Words = std::vector<std::string>;

struct Program {
    std::string_view program, engine;
    std::string_view making;  // the sub-commands that make a backup, each between spaces; empty: whatever it is told
    std::string_view other;   // those that do not
};
constexpr Program programs[] = {
    {"restic", "restic", " backup ",
     " init forget prune check restore snapshots unlock ls stats copy cat diff dump find key list migrate mount rebuild-index recover "
     "rewrite self-update tag version "},
    {"borg", "borg", " create import-tar ",
     " init rcreate prune check extract list info delete compact mount umount key config break-lock with-lock rename recreate diff "
     "export-tar serve upgrade "},
    {"pgbackrest", "pgbackrest", " backup ",
     " archive-push archive-get check expire info restore stanza-create stanza-delete stanza-upgrade start stop verify "},
    {"barman", "barman", " backup ",
     " check cron recover list-backup list-backups list-server list-servers show-backup delete receive-wal switch-wal status keep "},
    {"pg_dump", "pg_dump", "", ""},
    {"pg_dumpall", "pg_dump", "", ""},
    {"mariadb-dump", "mariadb-dump", "", ""},
    {"mysqldump", "mariadb-dump", "", ""},
    {"duplicity", "duplicity", "", " restore verify collection-status list-current-files remove-older-than remove-all-but-n-full cleanup "},
    {"rclone", "rclone", " copy sync copyto move moveto bisync ", " ls lsl lsd check size delete purge mkdir rmdir config about cat "},
    {"tar", "tar", "", ""},
    {"btrfs", "btrfs", " snapshot send ", " list delete show balance scrub "},
    {"lvcreate", "lvm", "", ""},
};

std::string_view name_of(std::string_view path) { return path.substr(path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/') + 1); }

bool is_assignment(std::string_view word) {
    const size_t end = word.find('=');
    return end != std::string_view::npos && end > 0 && !word.starts_with('-');
}

// Options of wrappers whose value is the next word.
std::string_view valued_options(std::string_view program) {
    if (program == "env") return " -u -C ";
    if (program == "nice") return " -n ";
    if (program == "ionice") return " -c -n -t ";
    if (program == "sudo") return " -u -g -h -p -C -D -r -t -T -U ";
    return program == "timeout" ? " -k -s " : "";
}
bool is_wrapper(std::string_view program) {
    static constexpr std::array<std::string_view, 7> known{"env", "nice", "ionice", "sudo", "nohup", "timeout", "setsid"};
    return std::ranges::find(known, program) != known.end();
}
bool has_word(std::string_view list, std::string_view word) { return list.find(" " + std::string(word) + " ") != std::string_view::npos; }

void leave_wrapper(Words& words) {
    const std::string program(name_of(words[0]));
    words.erase(words.begin());
    while (!words.empty() && (words[0].starts_with('-') || ((program == "env" || program == "sudo") && is_assignment(words[0])))) {
        const bool valued = has_word(valued_options(program), words[0]);
        const bool last = words[0] == "--";
        words.erase(words.begin());
        if (valued && !words.empty()) words.erase(words.begin());
        if (last) break;
    }
    if (program == "timeout" && !words.empty()) words.erase(words.begin());
}

// The words of one simple command, and the file that its output goes to; nothing: it is more than that.
std::optional<Words> words_of_shell(std::string_view text, std::string& file) {
    Words words;
    std::string word;
    bool is_file = false, any = false;
    char quote = '\0';
    const auto end_word = [&] {
        if (!any) return;
        if (is_file) file = word;
        else words.push_back(word);
        is_file = any = false;
        word.clear();
    };
    for (const char c : text) {
        if (quote == '\'' || (quote == '"' && c != '$' && c != '`' && c != '\\')) {
            if (c == quote) quote = '\0';
            else word += c;
        } else if (quote != '\0' || std::string_view(";|&<()`$\\\n*?[#~").find(c) != std::string_view::npos) {
            return std::nullopt;
        } else if (c == '\'' || c == '"') {
            quote = c;
            any = true;
        } else if (c == ' ' || c == '\t') {
            end_word();
        } else if (c == '>') {
            end_word();
            is_file = true;
        } else {
            word += c;
            any = true;
        }
    }
    if (quote != '\0') return std::nullopt;
    end_word();
    if (!words.empty() && words[0] == "exec") words.erase(words.begin());
    return words;
}

const Program* program_of(Words& words, std::string& file) {
    for (int layers = 0; layers < 8 && !words.empty(); ++layers) {
        const std::string name(name_of(words[0]));
        if (is_wrapper(name)) {
            leave_wrapper(words);
            continue;
        }
        if ((name == "sh" || name == "bash" || name == "dash") && words.size() == 3 && words[1] == "-c") {
            auto inner = words_of_shell(words[2], file);
            if (!inner) return nullptr;
            words = std::move(*inner);
            continue;
        }
        const auto known = std::ranges::find(programs, name, &Program::program);
        return known == std::end(programs) ? nullptr : known;
    }
    return nullptr;
}

// Of "--name=value", "--name value", "-nvalue" and "-n value".
std::string option_of(const Words& words, std::string_view long_name, std::string_view short_name) {
    for (size_t i = 1; i < words.size(); ++i) {
        const std::string_view word = words[i];
        const std::string with_value = std::string(long_name) + "=";
        if (word.starts_with(with_value)) return std::string(word.substr(with_value.size()));
        if ((word == long_name || word == short_name) && i + 1 < words.size()) return words[i + 1];
        if (!short_name.empty() && word.starts_with(short_name) && word.size() > short_name.size() && !word.starts_with("--"))
            return std::string(word.substr(short_name.size()));
    }
    return {};
}

bool has_any(const Words& words, std::string_view list) {
    return std::any_of(words.begin() + 1, words.end(), [&](const std::string& word) { return has_word(list, word); });
}

std::string last_plain_word(const Words& words) {
    for (size_t i = words.size(); i > 1; --i) {
        if (!words[i - 1].starts_with('-')) return words[i - 1];
    }
    return {};
}

void fill_dump(const Words& words, Engine& engine) {
    if (engine.name == "pg_dump") {
        const std::string file = option_of(words, "--file", "-f"), format = option_of(words, "--format", "-F");
        if (!file.empty()) engine.dump_file = file;
        engine.has_trailer = format.empty() || format.starts_with('p');
        return;
    }
    if (const std::string file = option_of(words, "--result-file", "-r"); !file.empty()) engine.dump_file = file;
    engine.has_trailer = !has_any(words, " --compact --skip-comments --comments=0 --tab -T ");
}

std::string repository_of(const Words& words, const std::string& engine,
                          const std::function<std::string(const std::string&)>& environment) {
    if (engine == "restic") {
        const std::string named = option_of(words, "--repo", "-r");
        return named.empty() ? environment("RESTIC_REPOSITORY") : named;
    }
    if (engine == "borg") {
        for (size_t i = 1; i < words.size(); ++i) {
            const size_t at = words[i].find("::");
            if (at != std::string::npos) return at == 0 ? environment("BORG_REPO") : words[i].substr(0, at);
        }
        return environment("BORG_REPO");
    }
    return engine == "duplicity" || engine == "rclone" ? last_plain_word(words) : std::string{};
}
}  // namespace

bool is_engine(std::string_view name) {
    return name == "command" || std::ranges::find(programs, name, &Program::engine) != std::end(programs);
}

Engine recognise(std::span<const std::string> command, std::string_view named,
                 const std::function<std::string(const std::string&)>& environment) {
    Engine engine;
    Words words(command.begin(), command.end());
    std::string redirected;
    const Program* program = program_of(words, redirected);
    if (!named.empty()) engine.name = named;
    else if (program) engine.name = program->engine;
    // What the command is told is read only where it is the program that it is taken for.
    if (!program || program->engine != engine.name) return engine;
    const bool makes = !program->making.empty() && has_any(words, program->making);
    engine.makes_backup = makes || (program->making.empty() && (program->other.empty() || !has_any(words, program->other)));
    if (!makes && !program->making.empty()) engine.makes_backup = !has_any(words, program->other);
    engine.dry_run = engine.name != "tar" && engine.name != "pg_dump" && engine.name != "mariadb-dump" && has_any(words, " --dry-run ");
    if (engine.name == "restic" || engine.name == "borg" || engine.name == "rclone")
        engine.dry_run = engine.dry_run || has_any(words, " -n ");
    engine.repository = repository_of(words, engine.name, environment);
    engine.dump_file = redirected;
    if (engine.name == "pg_dump" || engine.name == "mariadb-dump") fill_dump(words, engine);
    return engine;
}

}  // namespace steward::agent::backups
