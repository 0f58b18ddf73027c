// What is new in a reply, and what it repeats. Nothing is lost: both together are the whole text. Pure.
#pragma once

#include <string>
#include <string_view>

namespace steward::mail {

struct SplitText {
    std::string fresh;   // what the person wrote now
    std::string folded;  // the quoted rest, shown on demand; empty: there is none
    std::string writer;  // the line above the rest that says whose words it repeats; empty: none says so
};

/// Folds what stands below an attribution line ("On ... wrote:", in ten languages), a forwarded head
/// ("From: ... Sent: ...") or a closing run of "> " lines. Answers between quoted lines stay whole, and
/// so does a text that would be empty otherwise.
SplitText split_quoted(std::string_view text);

}  // namespace steward::mail
