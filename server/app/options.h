// What `steward-server` was told on its command line or in its environment.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/error.h"

namespace steward::app {

struct Options {
    std::string state;
    std::string listen = "127.0.0.1";
    uint16_t port = 8080;
    std::string agent_listen;  // empty: the same address as `listen`
    uint16_t agent_port = 8443;
    std::string postgres;  // empty: SQLite in the state folder
    std::string tls_certificate, tls_key;
    bool behind_proxy = false;
    std::string proxy_address;  // of a proxy on another machine; empty: only loopback is believed
    std::string mail_listen;    // where a mail server on this machine hands over mail; empty: nowhere
    std::string public_url;     // empty: made of address and port
    std::string agent_package;  // folder with the packages that new machines install
    bool help = false, version = false;

    const std::string& agent_address() const { return agent_listen.empty() ? listen : agent_listen; }
};

/// Every `--some-option VALUE` may also stand in the environment as STEWARD_SOME_OPTION (the
/// PostgreSQL URL holds a password that `ps` would show); the command line wins. `environment` gives
/// a variable's value or an empty text. Failure: Invalid "options.usage" with what is wrong.
Result<Options> read_options(const std::vector<std::string>& words, const std::function<std::string(const std::string&)>& environment);

std::string usage_text();

/// 127.0.0.0/8, ::1 and "localhost": nobody else can reach it, so people's traffic needs no TLS.
bool is_loopback(const std::string& address);
/// 0.0.0.0 and ::, which name no machine.
bool is_any_address(const std::string& address);

}  // namespace steward::app
