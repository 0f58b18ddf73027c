// A small provider for stories: the real modules on a real database, called as the dispatcher calls
// them (permission, client of the call, one transaction, commit or roll-back).
#pragma once

#include <gtest/gtest.h>

#include <map>

#include "server/modules/directory/directory.h"
#include "server/platform/access/call.h"
#include "server/platform/access/sealing.h"
#include "server/platform/assembly/module.h"
#include "server/platform/journal/journal.h"
#include "steward/directory/v1/directory.pb.h"

namespace steward::testing_house {

/// The modules of this house never ask for series; the seam must be filled all the same.
class NoSeries final : public series::SeriesStore {
public:
    Result<std::unique_ptr<series::DeviceWriter>> open_device(DeviceId) override { return nobody(); }
    Status sync() override { return {}; }
    std::vector<series::Position> high_water(DeviceId) override { return {}; }
    Result<std::vector<series::Range>> range(DeviceId, std::string_view, std::optional<std::string_view>, Instant, Instant,
                                             Duration) override {
        return nobody();
    }
    std::vector<series::Latest> latest(DeviceId) override { return {}; }
    Status maintain(Instant) override { return {}; }
    Status erase(DeviceId) override { return {}; }
    Status copy_to(const std::string&) override { return {}; }
    Numbers numbers() const override { return {}; }

private:
    static std::unexpected<Error> nobody() { return fail(ErrorKind::Unavailable, "series.none", "There are no series in this house."); }
};

using ModuleMaker = std::unique_ptr<assembly::Module> (*)(assembly::Context&);

/// What tickets of stories are about: triage says so, and the tree begins with it ("Computers and devices / Computer").
inline constexpr const char* usual_category = "01a10000-0000-7000-8000-000000000007";

class House {
public:
    /// `database` is empty but migrated. The modules are made in the order given and started.
    House(storage::Database& database, std::initializer_list<ModuleMaker> makers);
    ~House();
    House(const House&) = delete;
    House& operator=(const House&) = delete;

    // Who asks.
    Caller owner() const;
    Caller technician(std::set<ClientId> clients) const;
    Caller client_person(ClientId client) const;
    /// A colleague with an account of their own and this role, for all clients.
    Caller colleague(const std::string& name, const std::string& role);

    /// Calls `method` ("CreateClient") as the dispatcher would.
    template <typename Response>
    Result<Response> call(const Caller& caller, const std::string& method, const google::protobuf::Message& request,
                          std::string if_match = {}) {
        STEWARD_TRY(auto answer, dispatch(caller, method, request, std::move(if_match)));
        return std::move(static_cast<Response&>(*answer));
    }
    /// The same, where the story goes on only if it worked.
    template <typename Response>
    Response must(const Caller& caller, const std::string& method, const google::protobuf::Message& request, std::string if_match = {}) {
        auto answer = call<Response>(caller, method, request, std::move(if_match));
        EXPECT_TRUE(answer) << method << ": "
                            << (answer ? "" : answer.error().code + " " + answer.error().message + " " + answer.error().cause);
        return answer ? std::move(*answer) : Response{};
    }

    // Verbs that every story needs.
    ClientId client(const std::string& name);
    SiteId site(ClientId client, const std::string& name);
    /// A machine that comes with a fresh line of the client.
    DeviceId device(ClientId client, const std::string& hostname);

    /// All facts of one kind so far, oldest first.
    template <typename Fact>
    std::vector<Fact> facts() {
        std::vector<Fact> found;
        for (const auto& body : fact_bodies(std::string(Fact::descriptor()->full_name()))) {
            found.emplace_back();
            EXPECT_TRUE(found.back().ParseFromArray(body.data(), static_cast<int>(body.size())));
        }
        return found;
    }
    void append(ClientId client, const std::string& subject, const google::protobuf::Message& fact);
    /// Runs every reconciler once.
    void reconcile();
    /// Time passes in steps; the reconcilers run at each.
    void pass(Duration time, Duration step = std::chrono::minutes(1));
    /// Stops the modules and starts them again from the database.
    void restart();

    directory::Directory& directory() { return context_->take<directory::Directory>(); }
    /// What a module offers to later ones.
    template <typename Interface>
    Interface& take() {
        return context_->take<Interface>();
    }
    intake::Devices& machines() { return context_->take<intake::Devices>(); }

    bool expects_success = true;  // of reconcilers; a story of what goes wrong says false
    storage::Database& database;
    ManualClock clock{Instant::from_unix_ms(1'795'000'000'000)};  // 2026-11-18
    std::vector<live::Update> updates;                            // everything published so far

private:
    Result<std::unique_ptr<google::protobuf::Message>> dispatch(const Caller& caller, const std::string& method,
                                                                const google::protobuf::Message& request, std::string if_match);
    Result<ClientId> client_of(Call& call, const google::protobuf::MethodDescriptor& method, const google::protobuf::Message& request);
    std::vector<Bytes> fact_bodies(const std::string& kind);
    void build();
    void stop();

    std::vector<ModuleMaker> makers_;
    NoSeries series_;
    SystemRng rng_;
    access::Sealing sealing_{Bytes(access::Sealing::key_size, 7), rng_};
    std::unique_ptr<live::Hub> hub_;
    std::unique_ptr<live::Hub::Listener> listener_;
    std::unique_ptr<assembly::Context> context_;
    std::vector<std::unique_ptr<assembly::Module>> modules_;
    std::map<std::string, BoundMethod> methods_;
    std::map<std::string, std::string> tables_;  // noun to table
};

}  // namespace steward::testing_house

namespace steward::directory {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
