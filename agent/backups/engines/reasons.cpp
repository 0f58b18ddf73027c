#include "agent/backups/engines/reasons.h"

#include "agent/backups/engines/words.h"

namespace steward::agent::backups {

namespace {
struct Phrase {
    std::string_view words, reason;
};
// In this order: what says most comes first. A repository that cannot be opened because nobody answers is unreachable, not missing.
constexpr Phrase phrases[] = {
    {"wrong password", "backup.wrong_password"},
    {"passphrase supplied in", "backup.wrong_password"},
    {"passphrasewrong", "backup.wrong_password"},
    {"no key file for repository", "backup.wrong_password"},
    {"password authentication failed", "backup.wrong_password"},
    {"no password supplied", "backup.wrong_password"},
    {"access denied for user", "backup.wrong_password"},
    {"bad session key", "backup.wrong_password"},
    {"decryption failed", "backup.wrong_password"},
    {"already locked", "backup.repository_locked"},
    {"unable to create lock", "backup.repository_locked"},
    {"create/acquire the lock", "backup.repository_locked"},
    {"unable to acquire lock", "backup.repository_locked"},
    {"another backup is in progress", "backup.repository_locked"},
    {"no space left", "backup.disk_full"},
    {"disk full", "backup.disk_full"},
    {"errno 28", "backup.disk_full"},
    {"insufficient free space", "backup.disk_full"},
    {"disk quota exceeded", "backup.disk_full"},
    {"connection refused", "backup.unreachable"},
    {"can't connect to", "backup.unreachable"},
    {"could not connect", "backup.unreachable"},
    {"no such host", "backup.unreachable"},
    {"could not resolve", "backup.unreachable"},
    {"could not translate host name", "backup.unreachable"},
    {"no route to host", "backup.unreachable"},
    {"network is unreachable", "backup.unreachable"},
    {"i/o timeout", "backup.unreachable"},
    {"connection timed out", "backup.unreachable"},
    {"connection closed by remote host", "backup.unreachable"},
    {"connection reset", "backup.unreachable"},
    {"all target directories/files do not exist", "backup.source_missing"},
    {"backup source directory", "backup.source_missing"},
    {"error reading source root directory", "backup.source_missing"},
    {"unknown database", "backup.source_missing"},
    {"couldn't find table", "backup.source_missing"},
    {"no matching tables were found", "backup.source_missing"},
    {"fatal:  database", "backup.source_missing"},
    {"fatal:  role", "backup.wrong_password"},
    {"connection to server", "backup.unreachable"},  // its socket is "no such file" where no server runs
    {"unable to open config file", "backup.repository_missing"},
    {"is not a valid repository", "backup.repository_missing"},
    {"repository does not exist", "backup.repository_missing"},
    {"backup storage", "backup.repository_missing"},
    {"does this stanza exist", "backup.configuration"},
    {"unknown server", "backup.configuration"},
    {"cowardly refusing to create an empty archive", "backup.source_empty"},
    {"file changed while", "backup.source_changed"},
    {"file changed as we read", "backup.source_changed"},
    {"file removed before we read", "backup.source_changed"},
    {"permission denied", "backup.permission"},
    {"operation not permitted", "backup.permission"},
    {"access denied", "backup.permission"},
    {"no such file or directory", "backup.source_missing"},
    {"cannot stat", "backup.source_missing"},
    {"does not exist, skipping", "backup.source_missing"},
};

struct Sentence {
    std::string_view reason, sentence;
};
constexpr Sentence sentences[] = {
    {"backup.wrong_password", "The password was not accepted."},
    {"backup.repository_locked", "The repository is locked, by another run or by one that was killed."},
    {"backup.repository_missing", "There is no repository at the place that was named."},
    {"backup.disk_full", "There was no room left where the backup is written."},
    {"backup.unreachable", "The other side could not be reached."},
    {"backup.permission", "Something was not readable with the rights of the backup's user."},
    {"backup.source_missing", "What was to be backed up is not there, or a part of it."},
    {"backup.source_not_mounted", "What was to be backed up is not mounted."},
    {"backup.source_empty", "What was to be backed up has no files in it."},
    {"backup.source_changed", "Files changed while they were read."},
    {"backup.dump_truncated", "The dump does not end as a whole one does: it is cut off."},
    {"backup.configuration", "The backup program is not set up for this."},
    {"backup.killed", "The command was killed before it was done."},
    {"backup.not_started", "The command could not be started."},
    {"backup.nothing_made", "The command is none that makes a backup."},
    {"backup.dry_run", "It was a dry run: nothing was written."},
    {"backup.usage", "The backup program did not understand its command."},
    {"backup.point_exists", "A recovery point of this name is there already: nothing was written."},
    {"backup.items_failed", "Some items could not be backed up."},
    {"backup.said_failed", "The program that reported it said that it failed."},
};
}  // namespace

std::string_view reason_in(std::string_view words) {
    for (const auto& phrase : phrases) {
        if (says(words, phrase.words)) return phrase.reason;
    }
    // borg: "Repository /srv/borg does not exist."; "Archive three already exists"
    if (says(words, "repository ") && says(words, " does not exist.")) return "backup.repository_missing";
    if (says(words, "archive ") && says(words, " already exists")) return "backup.point_exists";
    return {};
}

std::string_view sentence_of(std::string_view reason) {
    for (const auto& known : sentences) {
        if (known.reason == reason) return known.sentence;
    }
    return "The command failed.";
}

}  // namespace steward::agent::backups
