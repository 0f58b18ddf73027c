// What people read of restore tests: in the finding, in the ticket, in the mail to the client's decision-maker (domain/playbooks.md, T07
// and T09). Pure.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"
#include "trust/restore_record.h"

namespace steward::restore_tests {

std::string in_words(Duration time);   // "3 h 10 min"
std::string day_words(Instant at);     // "2026-11-18"
std::string minute_words(Instant at);  // "2026-11-18 10:42 UTC"
std::string level_words(int level);    // "files compared with their source (L1)"
std::string check_words(const trust::RestoreCheck& check);
std::string passed_words(const std::vector<trust::RestoreCheck>& checks);

struct FindingWords {
    std::string title, technical, consequence, recommendation;
    std::vector<std::string> options;
};
struct Wanting {
    std::string kind;  // failed, late, overdue
    std::string item, client, reason;
    int level = 1;
    Instant at;                   // when it ended, or was due
    Duration agreed{}, actual{};  // of a late one
    int green_runs = 0;           // expected runs of the last 60 days that succeeded, of
    int all_runs = 0;
};
FindingWords finding_words(const Wanting& wanting);
/// To a person of the client, without a word that only we understand.
std::string mail_subject(const Wanting& wanting);
std::string mail_text(const Wanting& wanting, const FindingWords& words, const std::string& name, const std::string& reference,
                      Instant again_by);

}  // namespace steward::restore_tests
