// What a person can ask for: one function a command, found by its words.
#pragma once

#include <cstdio>

#include "base/arguments.h"
#include "signer/own_chain.h"
#include "signer/passphrase.h"
#include "signer/secret_key.h"
#include "signer/security_key.h"

namespace steward::signer {

/// What every command may use. `out` is where it tells what it did.
struct Desk {
    const Clock& clock;
    Rng& rng;
    SecurityKeys& security_keys;
    Folder folder;
    Passphrases passphrases;
    Arguments arguments;  // words without those of the command
    GuessCost cost;
    std::string key_agent;  // its socket
    std::FILE* out = stdout;

    Instant now() const { return clock.now(); }
    void say(const std::string& line) const { std::fprintf(out, "%s\n", line.c_str()); }
    Result<OwnChain> chain() const { return OwnChain::open(folder, arguments.option("authority"), now()); }
    /// The word at `place`, or the sentence that it is missing.
    Result<std::string> word(size_t place, const std::string& what) const;
    /// Whether the folder is there, which must be before anything is looked for in it or put there: what is put into a mistyped one nobody
    /// fetches. `can_make`: with --make it is made, below a parent that is there. Failure: NotFound "folder.missing" with what is there of
    /// its path and what to do, Internal "file.unwritable".
    Status need_folder(const std::string& path, bool can_make) const;
    /// What --out names, in a folder that is there. Failure: Invalid "cli.missing", NotFound "folder.missing".
    Result<std::string> out_file() const;
    /// Writes an unsigned message to --out. Failure: as of `out_file`, Conflict "file.exists".
    Status keep_draft(trust::MessageType type, Bytes payload) const;
};

/// `arguments` names each option that the command has: another one is refused. `as_all`: options that several have alike, named once.
struct Command {
    std::string_view words, arguments, about;
    Status (*run)(Desk& desk);
    std::string_view as_all = {};
};
std::span<const Command> key_commands();
std::span<const Command> authority_commands();
std::span<const Command> chain_commands();
std::span<const Command> client_commands();
std::span<const Command> narrowing_commands();
std::span<const Command> recovery_commands();
std::span<const Command> message_commands();
std::span<const Command> meeting_commands();
std::span<const Command> mirror_commands();
std::span<const Command> job_commands();
std::span<const Command> grant_commands();
std::span<const Command> policy_commands();
std::span<const Command> beacon_commands();
std::span<const Command> output_commands();

/// Runs `words`, says what went wrong in one sentence, and returns the exit code: 0 done, 1 refused, 2 not understood.
struct Surroundings {
    const Clock& clock;
    Rng& rng;
    SecurityKeys& security_keys;
    GuessCost cost;
    std::string key_agent;
    std::FILE *out = stdout, *errors = stderr;
};
int run(const std::vector<std::string>& words, const Surroundings& surroundings);

}  // namespace steward::signer
