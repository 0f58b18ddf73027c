// A standing policy as people write it: a setting a line, what follows the first word is its value, # begins a remark.
//
//   class script                      script, service or reboot
//   client 0198...                    as the console shows it
//   tag server | device 3fa2...       as many as wanted, of one kind
//   trigger schedule                  schedule, manual, person, or: condition S05
//   window Europe/Berlin mon-fri 22:00 240
//   runs-a-day 4 | reboots-a-day 1 | mebibytes-a-day 100 | failures 3 | days 365
//   timeout 600 | memory 512 | output 256 | user nobody | network none
//   published 2026-11-30              or: 2026-11-30T22:00:00Z; what the rings wait from: the vendor's day, or the day of one's own review
//   ring 1 24                         a machine with the tag ring-1 waits so many hours; one without a ring waits with the last
//   item clear temporary files        begins an item; what follows is of it
//   interpreter /bin/sh
//   script clear.sh                   a file beside this text
//   argument {days}
//   parameter days 1..30              or: parameter mode fast | thorough
//   unit nginx.service | verb restart of a service; delay 5 | message ... of a reboot
#pragma once

#include <functional>
#include <string_view>

#include "trust/templates.h"

namespace steward::signer {

/// Whatever the text says; id, authority and version are not in it. `keep_file`: takes the name after `script` and answers its digest.
/// Failure: Invalid "policy.text" with the line's number and what was expected.
Result<trust::Policy> read_policy_text(std::string_view text, Instant now,
                                       const std::function<Result<trust::Digest>(const std::string& name)>& keep_file);

}  // namespace steward::signer
