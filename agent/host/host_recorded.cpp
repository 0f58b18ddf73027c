// Another machine, as files in a folder. What its recording does not hold does not exist there.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "agent/host/host.h"
#include "agent/host/proc_text.h"

namespace steward::agent {

namespace {
namespace fs = std::filesystem;

std::unexpected<Error> not_recorded(const std::string& path) {
    return fail(ErrorKind::NotFound, "host.no_such_file", "This machine has no such file.", path);
}

class RecordedHost final : public Host {
public:
    explicit RecordedHost(std::string folder) : folder_(std::move(folder)) {}

    Status read(const std::string& path, std::string& out, size_t most) override {
        std::error_code ignored;
        if (!fs::is_regular_file(folder_ + path, ignored)) return not_recorded(path);
        std::ifstream file(folder_ + path, std::ios::binary);
        out.assign(std::istreambuf_iterator<char>(file), {});
        if (out.size() > most) out.resize(most);
        return {};
    }

    Status read_in_pieces(const std::string& path, const std::function<bool(std::string_view)>& piece) override {
        std::string all;
        STEWARD_CHECK(read(path, all, SIZE_MAX));
        constexpr size_t small = 100;  // so that tests meet every way of cutting
        for (size_t at = 0; at < all.size(); at += small) {
            if (!piece(std::string_view(all).substr(at, small))) break;
        }
        return {};
    }

    Result<std::vector<std::string>> list(const std::string& path) override {
        std::error_code failed;
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(folder_ + path, failed)) names.push_back(entry.path().filename());
        if (failed) return not_recorded(path);
        std::sort(names.begin(), names.end());
        return names;
    }

    Result<std::string> link_target(const std::string& path) override {
        std::error_code failed;
        const auto target = fs::read_symlink(folder_ + path, failed);
        if (failed) return not_recorded(path);
        return target.string();
    }

    bool exists(const std::string& path) override {
        std::error_code ignored;
        return fs::exists(fs::symlink_status(folder_ + path, ignored));
    }

    Result<VolumeSpace> space(const std::string& mount_point) override {
        std::string text;
        STEWARD_CHECK(read("/space.txt", text, SIZE_MAX));
        std::string_view rest = text, line;
        while (take_line(rest, line)) {
            if (take_word(line) != mount_point) continue;
            const auto next = [&] { return take_number(line).value_or(0); };
            VolumeSpace space;
            for (uint64_t* part : {&space.size_bytes, &space.free_bytes, &space.available_bytes, &space.inodes, &space.inodes_free})
                *part = next();
            return space;
        }
        return not_recorded(mount_point);
    }

    unsigned processors() const override {
        std::ifstream file(folder_ + "/proc/cpuinfo");
        unsigned count = 0;
        for (std::string line; std::getline(file, line);) count += line.starts_with("processor") ? 1 : 0;
        return std::max(count, 1U);
    }

    std::vector<InterfaceAddress> addresses() override {
        std::string text;
        std::vector<InterfaceAddress> found;
        if (!read("/addresses.txt", text, SIZE_MAX)) return found;
        std::string_view rest = text, line;
        while (take_line(rest, line)) {
            const std::string interface(take_word(line));
            found.push_back({interface, std::string(take_word(line))});
        }
        return found;
    }

private:
    std::string folder_;
};
}  // namespace

std::unique_ptr<Host> make_recorded_host(std::string folder) { return std::make_unique<RecordedHost>(std::move(folder)); }

}  // namespace steward::agent
