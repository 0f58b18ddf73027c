// A clamd of our own for one test: its only signature is the hash of the EICAR test file.
#pragma once

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace steward::attachments {

class RealClamd {
public:
    RealClamd() : folder_(::testing::TempDir() + "clamd-" + std::to_string(getpid())) {
        constexpr const char* program = "/usr/sbin/clamd";
        if (access(program, X_OK) != 0) return;
        std::filesystem::create_directories(folder_ + "/signatures");
        std::ofstream(folder_ + "/signatures/test.hdb") << "44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test-Signature\n";
        std::ofstream(folder_ + "/clamd.conf") << "Foreground yes\nStreamMaxLength 1M\nLocalSocket " << socket() << "\nDatabaseDirectory "
                                               << folder_ << "/signatures\nLogFile " << folder_ << "/log\n";
        // We listen for it, as systemd would: whoever connects before it has read its signatures waits.
        const int listening = ::socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        socket().copy(address.sun_path, sizeof address.sun_path - 1);
        if (bind(listening, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || listen(listening, 8) != 0) return;
        process_ = fork();
        if (process_ == 0) {
            constexpr int first_passed = 3;
            const std::string config = folder_ + "/clamd.conf";
            if (listening != first_passed) dup2(listening, first_passed);
            setenv("LISTEN_FDS", "1", 1);
            setenv("LISTEN_PID", std::to_string(getpid()).c_str(), 1);
            if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr)) _exit(126);
            execl(program, program, "-c", config.c_str(), nullptr);
            _exit(127);
        }
        close(listening);
    }
    ~RealClamd() {
        if (process_ > 0) {
            kill(process_, SIGKILL);
            waitpid(process_, nullptr, 0);
        }
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    RealClamd(const RealClamd&) = delete;
    RealClamd& operator=(const RealClamd&) = delete;

    bool is_there() const { return process_ > 0; }
    std::string socket() const { return folder_ + "/clamd.ctl"; }

private:
    const std::string folder_;
    pid_t process_ = -1;
};

}  // namespace steward::attachments
