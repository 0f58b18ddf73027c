// Everything behind the doors: access, all modules in road order, the dispatcher, the background
// work. No network and no thread of its own before `run`, so that a whole server lives in a test
// (tests/scenarios) on a clock that is moved by hand.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "server/app/service.h"
#include "server/platform/access/access.h"
#include "server/platform/assembly/module.h"
#include "server/platform/http/dispatcher.h"
#include "server/platform/journal/journal.h"

namespace steward::app {

/// Opened by whoever builds the house; all outlive it.
struct Seams {
    storage::Database& database;  // migrated
    series::SeriesStore& series;
    Clock& clock;
    Rng& rng;
    live::Hub& hub;
};

struct HouseSettings {
    std::string state_folder;
    std::string public_url;
    std::string version;
    std::string holder = "house";  // names this process in the leases
    access::RateLimits rates = {};
    std::vector<std::string> own_origins = {};
    bool takes_agents = true;              // false: another process does, and judges what they say
    std::function<bool()> read_only = {};  // true: nothing but signing in may change anything now
    std::function<void(std::string_view)> log = {};
    std::function<void(const std::string& name, const Error& error)> report = {};  // background work that failed
};

/// How one piece of background work went since the start.
struct WorkNumbers {
    uint64_t runs = 0, failures = 0;
    Duration took{0};
    std::string last_failure;  // empty when the last run went well
};

class House {
public:
    /// Builds all rooms. Failures: Internal "http.incomplete_method" (a method without its
    /// annotations: the server must not start), Internal "access.crypto".
    static Result<std::unique_ptr<House>> open(Seams seams, access::Installation installation, HouseSettings settings);
    ~House();

    Status start();  // modules load their state, in road order
    void run();      // background work on its own threads
    void stop();     // in reverse; safe to repeat

    access::Access& access() { return *access_; }
    http::Dispatcher& dispatcher() { return *dispatcher_; }
    InstallationService& service() { return service_; }
    reconcilers::Runner& runner() { return *runner_; }
    assembly::Context& context() { return context_; }
    const access::Installation& installation() const { return installation_; }
    std::map<std::string, WorkNumbers> work() const;

private:
    House(Seams seams, access::Installation installation, HouseSettings settings);
    Status build();
    BoundMethod guarded(BoundMethod method) const;
    std::vector<reconcilers::Reconciler> own_reconcilers();
    reconcilers::Reconciler counted(reconcilers::Reconciler reconciler);

    Seams seams_;
    access::Installation installation_;
    HouseSettings settings_;
    assembly::Context context_;
    Snapshots snapshots_;
    InstallationService service_;
    std::unique_ptr<access::Access> access_;
    std::vector<std::unique_ptr<assembly::Module>> modules_;
    size_t started_ = 0;
    std::unique_ptr<http::Dispatcher> dispatcher_;
    std::unique_ptr<reconcilers::Runner> runner_;
    std::unique_ptr<journal::Subscription> facts_;
    bool running_ = false;
    mutable std::mutex work_mutex_;
    std::map<std::string, WorkNumbers> work_;
};

}  // namespace steward::app
