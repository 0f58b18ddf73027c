#include "signer/commands.h"

#include <algorithm>
#include <charconv>

#include "base/plain.h"
#include "signer/draft.h"

namespace steward::signer {

namespace {
const std::set<std::string> flags{"all", "help", "once", "security-key", "agent", "seal"};

std::vector<const Command*> all_commands() {
    std::vector<const Command*> all;
    for (const auto& room : {key_commands(), authority_commands(), chain_commands(), narrowing_commands(), recovery_commands(),
                             message_commands(), job_commands(), grant_commands(), policy_commands(), output_commands(), beacon_commands()})
        for (const Command& one : room) all.push_back(&one);
    return all;
}

void print_usage(std::FILE* to) {
    std::fprintf(to, "steward-sign: keys, and what is signed with them. Nothing here is ever sent to the server but what you publish.\n\n");
    for (const Command* one : all_commands())
        std::fprintf(to, "  %-18s %s\n  %-18s   %s\n", std::string(one->words).c_str(), std::string(one->arguments).c_str(), "",
                     std::string(one->about).c_str());
    std::fprintf(
        to, "\nEverywhere: --folder FOLDER (where keys and chains lie), --authority ID (when several are known), --passphrase-fd N.\n");
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

int report(const Error& error, std::FILE* errors) {
    std::fprintf(errors, "steward-sign: %s\n", plain(error.message).c_str());
    return error.code.starts_with("cli.") ? 2 : 1;
}
}  // namespace

Result<std::string> Desk::word(size_t place, const std::string& what) const {
    if (arguments.words.size() <= place) return fail(ErrorKind::Invalid, "cli.missing", what + " is needed; see steward-sign --help.");
    return arguments.words[place];
}

Status Desk::keep_draft(trust::MessageType type, Bytes payload) const {
    STEWARD_TRY(const std::string path, arguments.needed("out"));
    const Draft draft{.type = type, .payload = std::move(payload)};
    STEWARD_CHECK(write_new_file(path, write_draft(draft)));
    say("Written: " + path + ". Look at it with `steward-sign show`, sign it with `steward-sign sign`.");
    return {};
}

int run(const std::vector<std::string>& words, const Surroundings& surroundings) {
    std::FILE *out = surroundings.out, *errors = surroundings.errors;
    auto arguments = read_arguments(words, flags);
    if (!arguments) return report(arguments.error(), errors);
    if (arguments->has("help") || arguments->words.empty()) {
        print_usage(out);
        return arguments->has("help") ? 0 : 2;
    }
    size_t used = 0;
    const Command* command = find(arguments->words, used);
    if (!command) {
        std::fprintf(errors, "steward-sign: There is no command \"%s\"; see steward-sign --help.\n", arguments->words[0].c_str());
        return 2;
    }
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
