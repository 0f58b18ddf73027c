// What people ask of the search.
#pragma once

namespace steward::bench {

struct Question {
    const char *what, *filter;
    bool counts = true;
};
inline constexpr Question questions[] = {
    {"a common word", "printer"},
    {"a word of nearly every text", "the"},
    {"two common words", "the printer"},
    {"its beginning", "pr"},
    {"one letter", "p"},
    {"a long beginning", "keyboarda"},
    {"a rare word", "n123456"},
    {"no such word", "nowhereatall"},
    {"a common and a rare word", "the n123456"},
    {"three words", "printer paper jam"},
    {"a phrase", "\"paper jam\""},
    {"a phrase of common words", "\"the printer is\""},
    {"open ones", "is:open printer"},
    {"open ones, a rare word", "is:open n123456"},
    {"closed ones", "is:closed printer"},
    {"urgent open ones of a client", "is:open priority:P1 client:\"Client 007\" printer"},
    {"somebody's open ones", "assignee:\"Technician 3\" is:open mailbox"},
    {"mine", "assignee:me is:open printer"},
    {"nobody's", "assignee:none is:open printer"},
    {"somebody's of all times", "assignee:\"Technician 3\" mailbox"},
    {"of a client", "client:\"Client 090\" printer"},
    {"by state", "state:waiting_vendor printer"},
    {"of a queue", "queue:alerts printer"},
    {"of a week", "at<7d printer"},
    {"of last year", "at>365d printer"},
    {"a number", "TIC-2026-123456"},
    {"a number's end", "123456"},
    {"a device", "wks-0011"},
    {"the beginning of a device", "wks-"},
    {"a person", "person"},
    {"a mail address", "person0003@client.example"},
    {"notes alone", "kind:note printer"},
    {"articles alone", "kind:article printer"},
    {"mails alone", "kind:mail printer"},
    {"without a word", "printer -paper"},
    {"as typed, without counts", "printer pap", false},
};

}  // namespace steward::bench
