// How a mailbox is reached and signed in to, for whoever reads it and whoever waits for its news.
#pragma once

#include <curl/curl.h>

#include <string>
#include <string_view>

#include "server/platform/mail/imap.h"

namespace steward::mail {

/// "imaps://mail.example.org:993/" with the place behind it, whose name is escaped up to the first ';'.
std::string imap_url(CURL* curl, const ImapSettings& settings, const std::string& place);

/// A name as an IMAP string in quotes.
std::string imap_quoted(std::string_view name);

/// Server, protection, name and secret of the settings, which must live as long as the transfer; bounded times to connect.
void sign_in_to_imap(CURL* curl, const ImapSettings& settings);

}  // namespace steward::mail
