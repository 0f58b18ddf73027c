#include "server/modules/correspondence/domains.h"

#include <algorithm>

#include "server/platform/mail/head.h"

namespace steward::correspondence {

namespace {
constexpr std::string_view everybodys[] = {
    "gmail.com",   "googlemail.com", "outlook.com", "hotmail.com",    "live.com",   "msn.com",     "yahoo.com",     "icloud.com",
    "me.com",      "mac.com",        "aol.com",     "gmx.de",         "gmx.net",    "gmx.at",      "gmx.ch",        "web.de",
    "t-online.de", "freenet.de",     "proton.me",   "protonmail.com", "mail.com",   "orange.fr",   "free.fr",       "laposte.net",
    "libero.it",   "bluewin.ch",     "mail.ru",     "yandex.ru",      "hotmail.fr", "hotmail.de",  "hotmail.co.uk", "yahoo.de",
    "yahoo.fr",    "yahoo.co.uk",    "zoho.com",    "fastmail.com",   "posteo.de",  "mailbox.org", "tutanota.com",  "example.com"};
}  // namespace

Result<std::string> read_domain(std::string_view text) {
    std::string domain = mail::lower_case(mail::trimmed(text));
    if (domain.starts_with('@')) domain.erase(0, 1);
    const bool letters = std::all_of(domain.begin(), domain.end(),
                                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-'; });
    const bool whole = domain.find('.') != std::string::npos && domain.find("..") == std::string::npos && !domain.starts_with('.') &&
                       !domain.ends_with('.') && domain.size() <= 253;
    if (!letters || !whole) return bad_field("/domain", "Write a mail domain like harbour.example, in its international form (xn--...).");
    if (std::find(std::begin(everybodys), std::end(everybodys), domain) != std::end(everybodys))
        return bad_field("/domain", "Anybody can get an address there. Add the person with their address instead.");
    return domain;
}

}  // namespace steward::correspondence
