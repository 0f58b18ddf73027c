#include "server/app/options.h"

#include <algorithm>
#include <charconv>

#include "server/platform/http/proxy.h"
#include "server/platform/mail/lmtp.h"

namespace steward::app {

namespace {
std::unexpected<Error> wrong(std::string what) { return fail(ErrorKind::Invalid, "options.usage", std::move(what)); }

struct Text {
    const char* name;
    std::string Options::*value;
};
constexpr Text texts[] = {{"state", &Options::state},
                          {"listen", &Options::listen},
                          {"agent-listen", &Options::agent_listen},
                          {"postgres", &Options::postgres},
                          {"tls-certificate", &Options::tls_certificate},
                          {"tls-key", &Options::tls_key},
                          {"proxy-address", &Options::proxy_address},
                          {"mail-listen", &Options::mail_listen},
                          {"public-url", &Options::public_url},
                          {"agent-package", &Options::agent_package}};
struct Port {
    const char* name;
    uint16_t Options::*value;
};
constexpr Port ports[] = {{"port", &Options::port}, {"agent-port", &Options::agent_port}};

Status set_value(Options& options, const std::string& name, const std::string& value) {
    for (const auto& text : texts) {
        if (name != text.name) continue;
        options.*text.value = value;
        return {};
    }
    for (const auto& port : ports) {
        if (name != port.name) continue;
        const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), options.*port.value);
        if (failed != std::errc{} || end != value.data() + value.size())
            return wrong("--" + name + " needs a number from 0 to 65535, not '" + value + "'.");
        return {};
    }
    return {};
}

std::string variable_of(std::string name) {
    for (char& c : name) c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return "STEWARD_" + name;
}

Status read_environment(Options& options, const std::function<std::string(const std::string&)>& environment) {
    std::vector<std::string> names;
    for (const auto& text : texts) names.emplace_back(text.name);
    for (const auto& port : ports) names.emplace_back(port.name);
    for (const auto& name : names) {
        if (const std::string value = environment(variable_of(name)); !value.empty()) STEWARD_CHECK(set_value(options, name, value));
    }
    const std::string proxy = environment("STEWARD_BEHIND_PROXY");
    options.behind_proxy = proxy == "1" || proxy == "yes" || proxy == "true";
    return {};
}

Status check(const Options& options) {
    if (options.state.empty()) return wrong("--state DIR is needed: the folder with everything that is yours.");
    if (options.tls_certificate.empty() != options.tls_key.empty()) return wrong("--tls-certificate and --tls-key come together.");
    if (!options.proxy_address.empty() && http::spelled_address(options.proxy_address).empty())
        return wrong("--proxy-address needs an IP address, not '" + options.proxy_address + "'.");
    if (!options.proxy_address.empty() && !options.behind_proxy) return wrong("--proxy-address comes with --behind-proxy.");
    if (!options.mail_listen.empty()) STEWARD_CHECK(mail::read_lmtp_place(options.mail_listen));
    const bool url = options.public_url.empty() || options.public_url.starts_with("https://") || options.public_url.starts_with("http://");
    if (!url) return wrong("--public-url begins with https:// or http://.");
    return {};
}
}  // namespace

Result<Options> read_options(const std::vector<std::string>& words, const std::function<std::string(const std::string&)>& environment) {
    Options options;
    STEWARD_CHECK(read_environment(options, environment));
    for (size_t i = 0; i < words.size(); ++i) {
        if (!words[i].starts_with("--")) return wrong("'" + words[i] + "' is not an option.");
        std::string name = words[i].substr(2), value;
        if (name == "help") options.help = true;
        else if (name == "version") options.version = true;
        else if (name == "behind-proxy") options.behind_proxy = true;
        else {
            const size_t equals = name.find('=');
            const auto is_this = [&](const auto& one) { return name.substr(0, equals) == one.name; };
            if (std::ranges::none_of(texts, is_this) && std::ranges::none_of(ports, is_this))
                return wrong("There is no option --" + name.substr(0, equals) + ".");
            if (equals != std::string::npos) (value = name.substr(equals + 1), name.resize(equals));
            else if (i + 1 < words.size()) value = words[++i];
            else return wrong("--" + name + " needs a value.");
            STEWARD_CHECK(set_value(options, name, value));
        }
    }
    if (!options.help && !options.version) STEWARD_CHECK(check(options));
    return options;
}

std::string usage_text() {
    return "usage: steward-server --state DIR [OPTIONS]\n\n"
           "  --listen ADDRESS        for people; 127.0.0.1 unless given. Any other address brings TLS\n"
           "  --port N                8080\n"
           "  --agent-listen ADDRESS  for agents, always TLS 1.3; the same address unless given\n"
           "  --agent-port N          8443\n"
           "  --postgres URL          instead of SQLite in the state folder\n"
           "  --tls-certificate FILE  PEM chain for people's browsers, with\n"
           "  --tls-key FILE          its key; without them the server makes its own\n"
           "  --behind-proxy          believe X-Forwarded-For and X-Forwarded-Proto of this machine's proxy\n"
           "  --proxy-address ADDRESS and of a proxy there, beside one on this machine\n"
           "  --mail-listen PLACE     LMTP for a mail server on this machine: 127.0.0.1:2424 or unix:/PATH\n"
           "  --public-url URL        as people and agents reach this server\n"
           "  --agent-package DIR     packages offered under /downloads/\n\n"
           "Each may stand in the environment instead: STEWARD_PORT, STEWARD_POSTGRES, ...\n"
           "Exit codes: 0 stopped, 1 failed, 2 wrong usage, 3 not set up (run: steward setup),\n"
           "4 another server uses this state folder.\n";
}

bool is_loopback(const std::string& address) { return address.starts_with("127.") || address == "::1" || address == "localhost"; }
bool is_any_address(const std::string& address) { return address == "0.0.0.0" || address == "::"; }

}  // namespace steward::app
