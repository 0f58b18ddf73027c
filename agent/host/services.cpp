#include "agent/host/services.h"

#include <algorithm>
#include <set>

#include "agent/host/proc_text.h"

namespace steward::agent {

namespace {
constexpr std::string_view units_folder = "/run/systemd/units", running_prefix = "invocation:", service_suffix = ".service";
constexpr size_t most_watched = 256, kernel_name_size = 15, most_of_a_line = 512;

// "system-postgresql.slice": a dash in a slice's name would be a level, so it is escaped.
std::string escaped(std::string_view name) {
    std::string out;
    for (const char c : name) {
        if (c == '-') out += "\\x2d";
        else out += c;
    }
    return out;
}
}  // namespace

std::optional<ProcessLine> parse_process(std::string_view stat) {
    const size_t open = stat.find('('), close = stat.rfind(')');  // a name may hold both
    if (open == std::string_view::npos || close == std::string_view::npos || close <= open) return std::nullopt;
    ProcessLine line;
    line.name = stat.substr(open + 1, close - open - 1);
    stat.remove_prefix(close + 1);
    const std::string_view state = take_word(stat);
    const auto parent = take_number(stat);
    if (state.size() != 1 || !parent) return std::nullopt;
    line.state = state.front();
    line.parent = *parent;
    return line;
}

std::string control_group_of(std::string_view service) {
    std::string path = "system.slice/";
    if (const size_t at = service.find('@'); at != std::string_view::npos) path += "system-" + escaped(service.substr(0, at)) + ".slice/";
    return path + std::string(service) + std::string(service_suffix);
}

Services::Services(Host& host) : host_(host), systemd_(host.exists("/run/systemd/system")) {}

Services::Way Services::way_to(const std::string& name) const {
    const UsualService* usual = find_usual_service(name);
    Way way;
    if (!systemd_) {
        way.process = usual ? std::string(usual->process) : name.substr(0, kernel_name_size);
        return way;
    }
    way.unit = std::string(units_folder) + "/" + std::string(running_prefix) + name + std::string(service_suffix);
    if (usual && usual->by_socket) way.socket = std::string(units_folder) + "/" + std::string(running_prefix) + name + ".socket";
    // The unified tree, or where the older one is in use the place next to it.
    const std::string unified = host_.exists("/sys/fs/cgroup/cgroup.controllers") ? "/sys/fs/cgroup/" : "/sys/fs/cgroup/unified/";
    way.control_group = unified + control_group_of(name) + "/cgroup.events";
    return way;
}

void Services::watch(std::span<const std::string> names) {
    found_.clear();
    ways_.clear();
    for (const auto& name : names) {
        const bool known = std::any_of(found_.begin(), found_.end(), [&](const Found& found) { return found.name == name; });
        if (known || !is_service_name(name) || found_.size() == most_watched) continue;
        const UsualService* usual = find_usual_service(name);
        found_.push_back({name, usual ? usual->kind : std::string_view{}, false});
        ways_.push_back(way_to(name));
    }
}

void Services::look() {
    bool missing = false;
    for (size_t i = 0; i < found_.size(); ++i) {
        found_[i].running = systemd_ ? unit_runs(ways_[i]) : process_runs(ways_[i]);
        missing |= !found_[i].running;
    }
    if (systemd_ || !missing) return;
    look_through_processes();
    for (size_t i = 0; i < found_.size(); ++i) found_[i].running = ways_[i].process_id != 0;
}

// systemd keeps the file from the start of a unit until it is inactive or has failed. While it waits to
// start a crashed service again the file stays, but its control group is empty.
bool Services::unit_runs(const Way& way) {
    if (!way.socket.empty() && host_.exists(way.socket)) return true;
    if (!host_.exists(way.unit)) return false;
    if (!host_.read(way.control_group, text_, most_of_a_line)) return true;  // no processes of its own: it stands for others
    return text_.find("populated 0") == std::string::npos;
}

bool Services::process_runs(Way& way) {
    if (way.process_id == 0) return false;
    path_ = "/proc/" + std::to_string(way.process_id) + "/stat";
    const auto line = host_.read(path_, text_, most_of_a_line) ? parse_process(text_) : std::nullopt;
    if (!line || line->state == 'Z' || line->name != way.process) way.process_id = 0;
    return way.process_id != 0;
}

// Once for all that are missing. The first process of a name counts whose parent is of another name:
// what a service forks for one visitor may outlive it.
void Services::look_through_processes() {
    const auto names = host_.list("/proc");
    if (!names) return;
    std::string parent_text;
    for (const auto& entry : *names) {
        const auto id = whole_number(entry);
        if (!id) continue;
        if (!host_.read("/proc/" + entry + "/stat", text_, most_of_a_line)) continue;
        const auto line = parse_process(text_);
        if (!line || line->state == 'Z') continue;
        for (Way& way : ways_) {
            if (way.process_id != 0 || way.process.empty() || line->name != way.process) continue;
            const auto parent = host_.read("/proc/" + std::to_string(line->parent) + "/stat", parent_text, most_of_a_line)
                                    ? parse_process(parent_text)
                                    : std::nullopt;
            if (!parent || parent->name != line->name) way.process_id = *id;
        }
    }
}

std::vector<Services::Found> Services::all_running(size_t most) {
    Services others(host_);
    std::vector<std::string> names;
    if (!systemd_) {
        std::set<std::string_view> processes;  // "ssh" and "sshd" are one program under two names
        for (const auto& usual : usual_services()) {
            if (!usual.process.empty() && processes.insert(usual.process).second) names.emplace_back(usual.name);
        }
    } else if (const auto units = host_.list(std::string(units_folder))) {
        for (std::string_view unit : *units) {
            if (!unit.starts_with(running_prefix)) continue;
            unit.remove_prefix(running_prefix.size());
            if (unit.ends_with(service_suffix)) names.emplace_back(unit.substr(0, unit.size() - service_suffix.size()));
            else if (unit == "ssh.socket") names.emplace_back("ssh");
        }
    }
    std::sort(names.begin(), names.end());
    std::vector<Found> running;
    for (size_t from = 0; from < names.size() && running.size() < most; from += most_watched) {
        others.watch(std::span(names).subspan(from, std::min(most_watched, names.size() - from)));
        others.look();
        for (const Found& found : others.watched()) {
            if (found.running && running.size() < most) running.push_back(found);
        }
    }
    return running;
}

std::vector<std::string> Services::usual_running() {
    constexpr size_t most_looked_at = 4096;
    std::vector<std::string> names;
    for (const auto& found : all_running(most_looked_at)) {
        const bool of_one_visitor = found.name.starts_with("ssh@") || found.name.starts_with("sshd@");
        if (!found.kind.empty() && !of_one_visitor) names.push_back(found.name);
    }
    std::vector<std::string> kept;
    for (const auto& name : names) {
        const bool stands_for_others =
            std::any_of(names.begin(), names.end(), [&](const std::string& other) { return other.starts_with(name + "@"); });
        if (!stands_for_others && kept.size() < most_watched / 2) kept.push_back(name);
    }
    return kept;
}

}  // namespace steward::agent
