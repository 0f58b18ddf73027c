// steward-verify: checks an export of an accountability log, offline, with code of its own.
#include <sodium.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "verify/lines.h"
#include "verify/options.h"
#include "verify/report.h"

namespace {
using namespace steward::verify;

constexpr int unusable = 2;
constexpr const char* usage =
    "Usage: steward-verify EXPORT [--client ID] [--head FILE]... [--proofs FILE]... [--key FILE]... [--json]\n"
    "\n"
    "Checks an export of the accountability log without any network.\n"
    "  --client ID    whose log it has to be: the id that `steward-agent gate` prints on your own machine\n"
    "  --head FILE    a head that your own agent has seen, or that you kept: the export must continue it\n"
    "  --proofs FILE  proofs that your machine kept (steward-gate log --proofs FILE): the export must hold each\n"
    "  --key FILE     keys that you trust, one a line: the log's, and those of witnesses\n"
    "  --json         the verdict as JSON\n"
    "  --version      which version this is\n"
    "  EXPORT may be - for standard input.\n"
    "\n"
    "Ends with 0 when everything holds, 1 when something is wrong, 2 when a file cannot be read, 3 when everything\n"
    "holds but a head or a proof that was given could not be compared, or is of another client.\n";

struct Wish {
    std::string file;
    Known known;
    bool as_json = false;
};

int complain(const std::string& sentence) {
    std::fprintf(stderr, "steward-verify: %s\n", sentence.c_str());
    return unusable;
}

bool add_head(const std::string& path, Known& known) {
    std::ifstream in(path, std::ios::binary);
    std::string text(16'385, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<size_t>(in.gcount()));
    auto note = read_note(text);
    if (note) known.heads.push_back(std::move(*note));
    return note.has_value();
}

bool add_keys(const std::string& path, Known& known) {
    const size_t before = known.keys.size();
    const Reading reading = read_lines(path, [&](std::string_view line) {
        if (line.empty() || line.starts_with('#')) return true;
        auto key = read_key(line);
        if (key) known.keys.push_back(std::move(*key));
        return key.has_value() && known.keys.size() <= 1'000;
    });
    return reading == Reading::Whole && known.keys.size() > before;
}

bool add_proofs(const std::string& path, Known& known) {
    bool is_first = true;
    const Reading reading = read_lines(path, [&](std::string_view line) {
        if (std::exchange(is_first, false)) return line == first_line_of_proofs;
        auto proof = read_proof(line);
        if (proof) known.proofs.push_back(std::move(*proof));
        return proof.has_value();
    });
    return reading == Reading::Whole && !is_first;
}

// As machines print it, or with dashes as the console does.
bool set_client(std::string id, Known& known) {
    std::erase(id, '-');
    std::array<uint8_t, 16> client{};
    if (!read_hex(id, client) || client == std::array<uint8_t, 16>{}) return false;
    known.client = client;
    return true;
}

// 0: go on.
int read_arguments(int count, char** given, Wish& wish) {
    for (int i = 1; i < count; ++i) {
        const std::string word = given[i];
        const bool has_value = i + 1 < count;
        if (word == "--json") wish.as_json = true;
        else if (word == "--head" && has_value && !add_head(given[++i], wish.known))
            return complain(std::string(given[i]) + " is not a head.");
        else if (word == "--key" && has_value && !add_keys(given[++i], wish.known))
            return complain(std::string(given[i]) + " holds no keys, or other lines.");
        else if (word == "--proofs" && has_value && !add_proofs(given[++i], wish.known))
            return complain(std::string(given[i]) + " holds no proofs of a machine, or damaged ones.");
        else if (word == "--client" && has_value && !set_client(given[++i], wish.known))
            return complain("'" + plain(given[i]) +
                            "' is no id of a client: 32 digits of 0-9 and a-f, as `steward-agent gate` prints them.");
        else if (word == "--head" || word == "--key" || word == "--proofs" || word == "--client") {
            if (!has_value) return complain(word + (word == "--client" ? " needs an id." : " needs a file."));
        } else if (word.starts_with("--"))
            return complain(plain(word) + " is no option of steward-verify; the nearest is " + nearest_option(word) + ".");
        else if (!wish.file.empty()) return complain("'" + plain(word) + "' is one file too many; give one export.");
        else wish.file = word;
    }
    if (wish.file.empty()) {
        std::fputs(usage, stderr);
        return unusable;
    }
    return 0;
}
}  // namespace

int main(int count, char** given) {
    if (std::any_of(given + 1, given + count, [](const std::string& word) { return word == "--help" || word == "-h"; })) {
        std::fputs(usage, stdout);
        return 0;
    }
    if (std::any_of(given + 1, given + count, [](const std::string& word) { return word == "--version"; })) {
        std::puts("steward-verify " STEWARD_VERSION);
        return 0;
    }
    if (sodium_init() < 0) return complain("the crypto library cannot start.");
    Wish wish;
    if (const int wrong = read_arguments(count, given, wish); wrong != 0) return wrong;
    Judge judge(std::move(wish.known));
    const Reading reading = read_lines(wish.file, [&](std::string_view line) { return judge.take(line); });
    if (reading == Reading::Unreadable) return complain(wish.file + " cannot be read.");
    if (reading == Reading::LongLine) judge.take("?");  // none that an export has
    const Verdict verdict = judge.finish();
    std::printf("%s\n", (wish.as_json ? json_of(verdict) : sentence_of(verdict)).c_str());
    if (!verdict.fault && !verdict.key_was_given)
        std::fprintf(stderr, "The log's key is the one that the export names. Give the one you know with --key to be sure.\n");
    if (!verdict.fault && !verdict.witnesses.empty() && !verdict.witness_keys_were_given)
        std::fprintf(stderr,
                     "The keys of the witnesses are those that the export names. Give those that you know with --key to be sure.\n");
    return exit_code(verdict);
}
