// What a person reads in an HTML mail, as plain text. Pure, total, one pass.
#pragma once

#include <string>
#include <string_view>

namespace steward::mail {

/// `html` is UTF-8. Nothing of it is kept but its words: scripts, styles and heads are left out, a
/// link's address follows its words when it says something else, quoted blocks get "> " before their
/// lines. At most `most` bytes come out.
std::string html_to_text(std::string_view html, size_t most);

}  // namespace steward::mail
