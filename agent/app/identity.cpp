#include "agent/app/identity.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

namespace steward::agent {

namespace {
constexpr std::string_view identity_version = "1";
constexpr size_t largest_file = 64 * 1024;

std::unexpected<Error> malformed_identity(std::string what) {
    return fail(ErrorKind::Invalid, "identity.malformed",
                "The agent's identity cannot be read: " + std::move(what) + ". Enrol this machine again.");
}

std::unexpected<Error> unwritable(const std::string& path) {
    return fail(ErrorKind::Unavailable, "agent.state_unwritable",
                "The agent's state cannot be written at " + path + ": " + std::strerror(errno) + ".");
}

Result<std::string> read_file(const std::string& path) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0 && errno == ENOENT) return fail(ErrorKind::NotFound, "agent.no_such_file", "There is no " + path + ".");
    if (file < 0)
        return fail(ErrorKind::Forbidden, "agent.state_unreadable",
                    "The agent's state cannot be read at " + path + ": " + std::strerror(errno) + ".");
    std::string content(largest_file, '\0');
    const ssize_t size = read(file, content.data(), content.size());
    close(file);
    content.resize(size > 0 ? static_cast<size_t>(size) : 0);
    return content;
}

// Whoever owns the state folder owns the file: `enrol` runs as root, `run` does not.
Status write_secret(const std::string& path, const std::string& content) {
    const std::string unfinished = path + ".new";
    const int file = open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) return unwritable(path);
    struct stat folder {};
    if (geteuid() == 0 && stat(path.substr(0, path.rfind('/') + 1).c_str(), &folder) == 0) {
        [[maybe_unused]] const int ignored = fchown(file, folder.st_uid, folder.st_gid);
    }
    const bool written =
        fchmod(file, 0600) == 0 && write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size()) && fsync(file) == 0;
    close(file);
    if (!written || rename(unfinished.c_str(), path.c_str()) != 0) {
        const auto failure = unwritable(path);
        unlink(unfinished.c_str());
        return failure;
    }
    const int directory = open(path.substr(0, path.rfind('/') + 1).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory >= 0) {
        fsync(directory);
        close(directory);
    }
    return {};
}

template <size_t size>
bool read_fixed(std::string_view text, std::array<uint8_t, size>& out) {
    const auto bytes = from_base64url(text);
    if (!bytes || bytes->size() != size) return false;
    std::copy(bytes->begin(), bytes->end(), out.begin());
    return true;
}

// A value is the rest of its line: names of clients have spaces.
Status read_line(std::string_view name, std::string_view value, Identity& identity) {
    if (name == "version" && value != identity_version) return malformed_identity("it was written by a newer agent");
    if (name == "device") {
        STEWARD_TRY(identity.device, DeviceId::parse(value));
    } else if (name == "key") {
        if (!read_fixed(value, identity.key)) return malformed_identity("its key is damaged");
    } else if (name == "host") {
        identity.server.host = value;
    } else if (name == "port") {
        std::from_chars(value.data(), value.data() + value.size(), identity.server.port);
    } else if (name == "pin") {
        auto pin = from_base64url(value);
        if (!pin || pin->size() != 32) return malformed_identity("a pin is damaged");
        identity.server.pins.push_back(std::move(*pin));
    } else if (name == "client") {
        identity.client_name = value;
    } else if (name == "fingerprint") {
        identity.machine_fingerprint = value;
    } else if (name == "service") {
        if (identity.services.size() < 256) identity.services.emplace_back(value);
    } else if (name == "machine") {
        identity.machine = value;
    }
    return {};
}

std::string one_line(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    return text;
}
}  // namespace

std::string to_text(const Identity& identity) {
    std::string text = "version " + std::string(identity_version) + "\ndevice " + identity.device.text() + "\nkey " +
                       to_base64url(identity.key) + "\nhost " + identity.server.host + "\nport " + std::to_string(identity.server.port) +
                       "\n";
    for (const Bytes& pin : identity.server.pins) text += "pin " + to_base64url(pin) + "\n";
    for (const std::string& service : identity.services) text += "service " + one_line(service) + "\n";
    text += "client " + one_line(identity.client_name) + "\nfingerprint " + one_line(identity.machine_fingerprint) + "\nmachine " +
            one_line(identity.machine) + "\n";
    return text;
}

Result<Identity> parse_identity(std::string_view text) {
    Identity identity;
    while (!text.empty()) {
        const size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const size_t space = line.find(' ');
        if (space != std::string_view::npos) STEWARD_CHECK(read_line(line.substr(0, space), line.substr(space + 1), identity));
    }
    if (identity.device.is_nil()) return malformed_identity("it names no device");
    if (identity.key == DeviceKey::Seed{}) return malformed_identity("it has no key");
    const bool has_server =
        !identity.server.host.empty() && identity.server.port > 0 && identity.server.port < 65536 && !identity.server.pins.empty();
    if (!has_server) return malformed_identity("it names no server");
    return identity;
}

Result<Identity> load_identity(const std::string& folder) {
    const auto text = read_file(folder + "/identity");
    if (!text && text.error().kind == ErrorKind::NotFound) {
        return fail(ErrorKind::NotFound, "agent.not_enrolled",
                    "This machine is not enrolled (no identity in " + folder +
                        "). Make a line under Devices, Add device, and run: steward-agent enrol LINE");
    }
    if (!text) return std::unexpected(text.error());
    return parse_identity(*text);
}

Status save_identity(const std::string& folder, const Identity& identity) { return write_secret(folder + "/identity", to_text(identity)); }

Status save_spool_owner(const std::string& folder, DeviceId device) { return write_secret(folder + "/spool_owner", device.text()); }

Result<DeviceKey> key_for_enrolment(const std::string& folder, const std::array<uint8_t, 16>& token_id, Rng& rng) {
    const std::string path = folder + "/enrolment", prefix = to_hex(token_id) + " ";
    if (const auto earlier = read_file(path); earlier && earlier->starts_with(prefix)) {
        DeviceKey::Seed seed;
        if (read_fixed(std::string_view(*earlier).substr(prefix.size()), seed)) return DeviceKey::from_seed(seed);
    }
    const DeviceKey key = DeviceKey::make(rng);
    STEWARD_CHECK(write_secret(path, prefix + to_base64url(key.seed())));
    return key;
}

void forget_enrolment(const std::string& folder) { unlink((folder + "/enrolment").c_str()); }

Status make_state_folder(const std::string& folder) {
    if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return unwritable(folder);
    struct stat about {};
    if (stat(folder.c_str(), &about) != 0 || !S_ISDIR(about.st_mode)) return unwritable(folder);
    if ((about.st_mode & 0077) != 0 && chmod(folder.c_str(), 0700) != 0) return unwritable(folder);
    return {};
}

Start count_start(const std::string& folder, std::string_view boot_id) {
    Start start;
    const std::string earlier = read_file(folder + "/starts").value_or("");
    std::from_chars(earlier.data(), earlier.data() + earlier.size(), start.count);
    start.after_restart = start.count > 0 && earlier != std::to_string(start.count) + " " + std::string(boot_id) + "\n";
    ++start.count;
    if (!write_secret(folder + "/starts", std::to_string(start.count) + " " + std::string(boot_id) + "\n")) return {};
    return start;
}

}  // namespace steward::agent
