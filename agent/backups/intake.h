// The folder of reports, from the agent's side: what anybody on this machine may have put there becomes events.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "agent/backups/report.h"

namespace steward::agent::backups {

class ReportFolder {
public:
    /// `refused`: a folder of our own for what cannot be read, at most 100 of them.
    ReportFolder(std::string folder, std::string refused, std::function<void(std::string_view)> log)
        : folder_(std::move(folder)), refused_(std::move(refused)), log_(std::move(log)) {}

    /// When `turn` has something to do (monotonic).
    Duration due() const { return due_; }

    /// Looks, at most once in 5 seconds and mostly at the folder's time alone. `keep` answers whether the run is safe: only then its file
    /// goes. Who is killed between the two tells it again, and the run's id makes one of both.
    void turn(Instant now, Duration monotonic, const std::function<bool(const v1::BackupRun& run)>& keep);

private:
    struct Waiting {
        std::string name;
        uint32_t owner = 0;
        int64_t changed_ns = 0;
    };
    bool has_changed(int folder, Instant now);
    std::vector<Waiting> list(int folder, Instant now);
    static std::vector<Waiting> in_turn(std::vector<Waiting> all, size_t most);
    bool take(int folder, const Waiting& waiting, Instant now, const std::function<bool(const v1::BackupRun& run)>& keep);
    void refuse(int folder, const std::string& name, std::string_view bytes, const std::string& why);
    bool remove(int folder, const std::string& name);
    bool may_tell(uint32_t owner, Duration monotonic);
    std::string user_of(uint32_t owner);

    const std::string folder_, refused_;
    std::function<void(std::string_view)> log_;
    Duration due_{};
    int64_t seen_ns_ = 0;  // the folder's time when it was last listed
    bool more_ = true;
    std::set<std::string> taken_;  // told, and could not be removed: not again in this life
    struct Budget {
        Duration begin{};
        int count = 0;
    };
    std::map<uint32_t, Budget> budgets_;
    uint64_t refused_count_ = 0;
};

}  // namespace steward::agent::backups
