// What every module gives to the composition root and gets from it. See any module's
// module.cpp for an example; the build finds modules by order.txt, there is no list in code.
#pragma once

#include <memory>
#include <string_view>
#include <typeindex>
#include <unordered_map>
#include <vector>

#include "base/random.h"
#include "base/time.h"
#include "schema/runtime/method.h"
#include "server/platform/intake/intake.h"
#include "server/platform/live/hub.h"
#include "server/platform/reconcilers/reconciler.h"
#include "server/platform/series/series_store.h"
#include "server/platform/storage/database.h"

namespace steward {
struct Caller;  // platform/access/call.h
}

namespace steward::assembly {

/// The seams, opened by app, and what earlier modules offer to later ones (calls go up the road).
class Context {
public:
    Context(storage::Database& the_database, series::SeriesStore& the_series, Clock& the_clock, Rng& the_rng, live::Hub& the_hub,
            std::string the_state_folder)
        : database(the_database),
          series(the_series),
          clock(the_clock),
          rng(the_rng),
          hub(the_hub),
          state_folder(std::move(the_state_folder)) {}
    storage::Database& database;
    series::SeriesStore& series;
    Clock& clock;
    Rng& rng;
    live::Hub& hub;
    std::string state_folder;
    bool takes_agents = true;  // false: another server of this database hears the agents and judges what they say

    /// A module offers its public interface (the class in its one public header).
    template <typename Interface>
    void offer(Interface& instance) {
        offered_[typeid(Interface)] = &instance;
    }
    /// A later module takes it. Asking for what no earlier module offered is a programming error.
    template <typename Interface>
    Interface& take() const {
        return *static_cast<Interface*>(offered_.at(typeid(Interface)));
    }
    template <typename Interface>
    Interface* find() const {
        const auto at = offered_.find(typeid(Interface));
        return at == offered_.end() ? nullptr : static_cast<Interface*>(at->second);
    }

private:
    std::unordered_map<std::type_index, void*> offered_;
};

/// How the dispatcher finds the client of an id: `select client_id from <table> where id = $1`.
struct Resource {
    std::string_view noun;   // as in the schema's scope.resource
    std::string_view table;  // a table of the module with columns id and client_id
    /// Whether this caller may know of it, where seeing its client is not enough; null: it is.
    Result<bool> (*sees)(storage::Transaction& transaction, const Caller& caller, std::string_view id) = nullptr;
};

class Module {
public:
    virtual ~Module() = default;
    virtual std::vector<BoundMethod> methods() { return {}; }
    virtual std::vector<reconcilers::Reconciler> reconcilers() { return {}; }
    virtual std::vector<Resource> resources() { return {}; }
    /// After all modules exist and the schema is migrated: load state, start threads.
    virtual Status start() { return {}; }
    /// In reverse order, before destruction: stop threads. Must not fail.
    virtual void stop() {}
};

/// One line of the table that the build generates from order.txt (generated/modules.cpp).
/// Each module defines `std::unique_ptr<Module> steward::<name>::make_module(Context&)`.
struct ModuleEntry {
    std::string_view name;
    std::unique_ptr<Module> (*make)(Context&);
};
std::span<const ModuleEntry> all_modules();

/// All migrations of platform and modules in road order (generated/migrations.cpp).
std::span<const storage::Migration> all_migrations();

}  // namespace steward::assembly
