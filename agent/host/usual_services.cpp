#include <algorithm>

#include "agent/host/services.h"

namespace steward::agent {

namespace {
// Names as Debian, Ubuntu, and where they differ the makers, give them.
constexpr UsualService table[] = {
    {"chrony", "time", "chronyd"},
    {"chronyd", "time", "chronyd"},
    {"ntp", "time", "ntpd"},
    {"ntpd", "time", "ntpd"},
    {"ntpsec", "time", "ntpd"},
    {"openntpd", "time", "ntpd"},
    {"systemd-timesyncd", "time", "systemd-timesyn"},
    {"ssh", "remote access", "sshd", true},
    {"sshd", "remote access", "sshd", true},
    {"xrdp", "remote access", "xrdp"},
    {"postfix", "mail", "master"},
    {"exim4", "mail", "exim4"},
    {"sendmail", "mail", "sendmail-mta"},
    {"opensmtpd", "mail", "smtpd"},
    {"dovecot", "mail", "dovecot"},
    {"postgresql", "database", "postgres"},
    {"mariadb", "database", "mariadbd"},
    {"mysql", "database", "mysqld"},
    {"mongod", "database", "mongod"},
    {"redis-server", "database", "redis-server"},
    {"influxdb", "database", "influxd"},
    {"apache2", "web", "apache2"},
    {"httpd", "web", "httpd"},
    {"nginx", "web", "nginx"},
    {"lighttpd", "web", "lighttpd"},
    {"caddy", "web", "caddy"},
    {"haproxy", "web", "haproxy"},
    {"tomcat9", "web", ""},
    {"tomcat10", "web", ""},
};
}  // namespace

std::span<const UsualService> usual_services() { return table; }

const UsualService* find_usual_service(std::string_view name) {
    const std::string_view base = name.substr(0, name.find('@'));
    const auto* at = std::find_if(std::begin(table), std::end(table), [&](const UsualService& one) { return one.name == base; });
    return at == std::end(table) ? nullptr : at;
}

bool is_service_name(std::string_view name) {
    const auto is_fit = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view(":_.@\\-").find(c) != std::string_view::npos;
    };
    return !name.empty() && name.size() <= 128 && name.front() != '.' && std::all_of(name.begin(), name.end(), is_fit);
}

std::vector<std::string> services_to_watch(std::span<const std::string> at_enrolment, std::span<const std::string> asked_for) {
    constexpr std::string_view suffix = ".service";
    std::vector<std::string> names;
    for (const auto list : {at_enrolment, asked_for}) {
        for (std::string_view name : list) {
            if (name.ends_with(suffix)) name.remove_suffix(suffix.size());
            if (is_service_name(name)) names.emplace_back(name);
        }
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

}  // namespace steward::agent
