#include "signer/commands.h"

#include <algorithm>
#include <charconv>

#include "base/plain.h"
#include "signer/draft.h"
#include "signer/meeting.h"

namespace steward::signer {

namespace {
const std::set<std::string> flags{"all", "help", "once", "version", "security-key", "agent", "seal", "make"};

constexpr std::string_view everywhere =
    "--folder FOLDER (where keys and chains lie), --authority ID (when several are known), --passphrase-fd N, --help, --version";

std::vector<const Command*> all_commands() {
    std::vector<const Command*> all;
    for (const auto& room : {key_commands(), authority_commands(), chain_commands(), client_commands(), narrowing_commands(),
                             recovery_commands(), message_commands(), meeting_commands(), mirror_commands(), job_commands(),
                             grant_commands(), policy_commands(), output_commands(), beacon_commands()})
        for (const Command& one : room) all.push_back(&one);
    return all;
}

void print_usage(std::FILE* to) {
    std::fprintf(to, "steward-sign: keys, and what is signed with them. Nothing here is ever sent to the server but what you publish.\n\n");
    for (const Command* one : all_commands())
        std::fprintf(to, "  %-18s %s\n  %-18s   %s\n", std::string(one->words).c_str(), std::string(one->arguments).c_str(), "",
                     std::string(one->about).c_str());
    std::fprintf(to, "\nEverywhere: %s.\n", std::string(everywhere).c_str());
}

// The command with the most words that the line begins with.
const Command* find(const std::vector<std::string>& words, size_t& used) {
    const Command* best = nullptr;
    used = 0;
    for (const Command* one : all_commands()) {
        const std::string_view text = one->words;
        const auto count = static_cast<size_t>(std::ranges::count(text, ' ')) + 1;
        if (words.size() < count || count <= used) continue;
        std::string begin = words[0];
        for (size_t i = 1; i < count; ++i) begin += " " + words[i];
        if (begin == text) best = one, used = count;
    }
    return best;
}

// Which command is meant says the line though an option in it is wrong: a value that has no place, or the last one's that is missing.
std::vector<std::string> words_alone(std::vector<std::string> line) {
    std::erase_if(line, [](const std::string& word) { return word.starts_with("--") && word.contains('='); });
    auto read = read_arguments(line, flags);
    if (!read) line.pop_back(), read = read_arguments(line, flags);
    return read ? read->words : std::vector<std::string>();
}

// What this command does not know would be left out without a word: whoever mistypes --seal would sign what the server can read.
Result<Arguments> arguments_of(const Command& command, const std::vector<std::string>& line) {
    std::set<std::string> known = options_in(command.arguments);
    known.merge(options_in(command.as_all));
    known.merge(options_in(everywhere));
    return read_arguments(line, flags, known, "steward-sign " + std::string(command.words));
}

int report(const Error& error, std::FILE* errors) {
    std::fprintf(errors, "steward-sign: %s\n", plain(error.message).c_str());
    return error.code.starts_with("cli.") ? 2 : 1;
}
}  // namespace

Result<std::string> Desk::word(size_t place, const std::string& what) const {
    if (arguments.words.size() <= place) return fail(ErrorKind::Invalid, "cli.missing", what + " is needed; see steward-sign --help.");
    return arguments.words[place];
}

Status Desk::need_folder(const std::string& path, bool can_make) const {
    std::error_code error;
    if (fs::is_directory(path, error)) return {};
    fs::path whole = fs::absolute(path, error).lexically_normal();
    if (!whole.has_filename()) whole = whole.parent_path();
    const fs::path parent = whole.parent_path();
    const auto missing = [&](const std::string& sentence) {
        return fail(ErrorKind::NotFound, "folder.missing", "There is no folder " + plain(whole.string()) + ": " + sentence);
    };
    if (fs::exists(whole, error)) return missing("what has this name is none.");
    if (!fs::is_directory(parent, error))
        return missing(plain(parent.string()) +
                       ", in which it would lie, is not there either. Is a share not mounted, or a word mistyped?");
    if (!can_make || !arguments.has("make"))
        return missing(plain(parent.string()) + " has nothing of that name. Look for a typing mistake" +
                       (can_make ? ", or let it be made by --make." : "."));
    STEWARD_CHECK(make_shared_folder(whole));
    say("Made the folder " + plain(whole.string()) + ".");
    return {};
}

Result<std::string> Desk::out_file() const {
    STEWARD_TRY(std::string path, arguments.needed("out"));
    std::error_code error;
    fs::path place = fs::absolute(path, error).lexically_normal().parent_path();
    // Below a folder of signer and courier each draft has one of its own, which is made with it.
    if (const auto meeting = Meeting::of(path)) place = meeting->root();
    STEWARD_CHECK(need_folder(place.string(), false));
    return path;
}

Status Desk::keep_draft(trust::MessageType type, Bytes payload) const {
    STEWARD_TRY(const std::string path, out_file());
    const Draft draft{.type = type, .payload = std::move(payload)};
    STEWARD_CHECK(write_new_shared_file(path, write_draft(draft)));
    say("Written: " + path + ". Look at it with `steward-sign show`, sign it with `steward-sign sign`.");
    return {};
}

int run(const std::vector<std::string>& words, const Surroundings& surroundings) {
    std::FILE *out = surroundings.out, *errors = surroundings.errors;
    const bool is_help = std::ranges::find(words, "--help") != words.end();
    const std::vector<std::string> named = words_alone(words);
    if (!is_help && std::ranges::find(words, "--version") != words.end()) {
        std::fprintf(out, "steward-sign %s\n", STEWARD_VERSION);
        return 0;
    }
    if (is_help || named.empty()) {
        print_usage(is_help ? out : errors);
        return is_help ? 0 : 2;
    }
    size_t used = 0;
    const Command* command = find(named, used);
    if (!command) {
        std::fprintf(errors, "steward-sign: There is no command \"%s\"; see steward-sign --help.\n", plain(named[0]).c_str());
        return 2;
    }
    auto arguments = arguments_of(*command, words);
    if (!arguments) return report(arguments.error(), errors);
    arguments->words.erase(arguments->words.begin(), arguments->words.begin() + static_cast<ptrdiff_t>(used));
    std::optional<int> passphrase_file;
    if (const std::string text = arguments->option("passphrase-fd"); !text.empty()) {
        int number = -1;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc() || end != text.data() + text.size() || number < 0) {
            std::fprintf(errors, "steward-sign: --passphrase-fd wants the number of an open file.\n");
            return 2;
        }
        passphrase_file = number;
    }
    Desk desk{.clock = surroundings.clock,
              .rng = surroundings.rng,
              .security_keys = surroundings.security_keys,
              .folder = Folder::at(arguments->option("folder")),
              .passphrases = Passphrases(passphrase_file),
              .arguments = std::move(*arguments),
              .cost = surroundings.cost,
              .key_agent = surroundings.key_agent,
              .out = out};
    const Status status = command->run(desk);
    return status ? 0 : report(status.error(), errors);
}

}  // namespace steward::signer
