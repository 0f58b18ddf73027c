// A machine made up for one test: files below a folder of its own, which goes with it.
#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "agent/host/host.h"

namespace steward::agent::testing {

class RecordedMachine {
public:
    RecordedMachine() {
        std::string folder = (std::filesystem::temp_directory_path() / "steward-machine-XXXXXX").string();
        folder_ = ::mkdtemp(folder.data());
        host_ = make_recorded_host(folder_);
    }
    ~RecordedMachine() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    RecordedMachine(const RecordedMachine&) = delete;

    RecordedMachine& file(const std::string& path, const std::string& text) {
        std::filesystem::create_directories(std::filesystem::path(folder_ + path).parent_path());
        std::ofstream(folder_ + path, std::ios::binary) << text;
        return *this;
    }
    RecordedMachine& folder(const std::string& path) {
        std::filesystem::create_directories(folder_ + path);
        return *this;
    }
    RecordedMachine& link(const std::string& path, const std::string& target) {
        std::filesystem::create_directories(std::filesystem::path(folder_ + path).parent_path());
        std::filesystem::create_symlink(target, folder_ + path);
        return *this;
    }
    RecordedMachine& without(const std::string& path) {
        std::filesystem::remove_all(folder_ + path);
        return *this;
    }
    Host& host() { return *host_; }

private:
    std::string folder_;
    std::unique_ptr<Host> host_;
};

}  // namespace steward::agent::testing
