// What a backup program writes, and a manifest: any bytes at all.
#include "agent/backups/capture.h"
#include "agent/backups/engines/recognise.h"
#include "agent/backups/engines/scrub.h"
#include "agent/backups/manifest.h"
#include "base/utf8.h"
#include "tests/fuzz/input.h"

using namespace steward;
using namespace steward::agent::backups;

namespace {
void read_words(fuzz::Input& input) {
    static constexpr const char* engines[] = {"restic",    "borg",   "pg_dump", "mariadb-dump", "pgbackrest", "barman",
                                              "duplicity", "rclone", "tar",     "btrfs",        "lvm",        "command"};
    const Engine engine{.name = engines[input.byte() % std::size(engines)]};
    const int exit_code = static_cast<int8_t>(input.byte());
    const std::string_view text = input.text();
    const std::string_view output = text.substr(0, text.size() / 2), errors = text.substr(text.size() / 2);
    Capture capture([&](std::string_view line) { return is_kept_line(engine.name, line); });
    capture.take(output);
    capture.take(errors);
    capture.end();
    const Account account = read(engine, {.exit_code = exit_code, .output = output, .errors = errors, .lines = capture.lines()});
    fuzz::must(account.outcome == Outcome::Succeeded ? account.reason.empty() : account.reason.starts_with("backup."));
    fuzz::must(account.warnings.size() <= 20 && (exit_code >= 0 || account.outcome == Outcome::Failed));
    for (const std::string& warning : account.warnings) {
        const std::string told = fit_to_tell(warning, most_warning);
        fuzz::must(told.size() <= most_warning && is_utf8(told));
    }
}

// No word of the command but its first one is repeated, whatever they are.
void hide_words(fuzz::Input& input) {
    std::vector<std::string> words{"program"};
    for (std::string_view rest = input.text(); !rest.empty();) {
        const std::string_view word = rest.substr(0, rest.find('\0'));
        words.emplace_back(word);
        rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    }
    (void)recognise(words, {}, [](const std::string&) { return std::string("value"); });
    const Hidden hidden(words, {}, {});
    for (size_t i = 1; i < words.size(); ++i) {
        if (words[i].size() < 4 || words[i].starts_with('-')) continue;
        const std::string told = hidden.without(words[i]);
        fuzz::must(told.find("[argument]") != std::string::npos);
    }
}

void read_whole(ByteView bytes) {
    const auto manifest = read_manifest(bytes);
    if (!manifest) return;
    const Bytes again = write_manifest(*manifest);
    fuzz::must(again.size() == bytes.size() && std::equal(again.begin(), again.end(), bytes.begin()));
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    fuzz::Input input(data, size);
    switch (input.byte() % 3) {
        case 0:
            read_words(input);
            break;
        case 1:
            hide_words(input);
            break;
        default:
            read_whole(input.rest());
            break;
    }
    return 0;
}
