// A server and its machines, all in this process: the product's own House on a real database, with
// played agents at the intake and the API asked as local root. Time passes when the story says so.
#pragma once

#include <boost/json.hpp>

#include <map>
#include <memory>

#include "base/moved_clock.h"
#include "server/app/house.h"
#include "tests/contract/databases.h"
#include "tests/scenarios/device.h"
#include "tests/scenarios/mail_sink.h"

namespace steward::scenarios {

/// What tickets of stories are about: "Computers and devices / Computer", with which the tree begins. Triage says so.
inline constexpr const char* usual_category = "01a10000-0000-7000-8000-000000000007";

class World {
public:
    /// Failures are those of the server's own start.
    static Result<std::unique_ptr<World>> begin(storage::Engine engine, Instant at);
    ~World();

    Instant now() const { return clock_.now(); }
    /// One step of time: due reports arrive, then all background work runs until it is quiet. Without devices it ends
    /// at `until`, when that is near.
    Status step(Instant until = {});
    Status settle();
    /// Time passes, and nobody works but the threads of the server's own.
    void pass(Duration by) { clock_.set(now() + by); }
    /// The server's program ends and begins again on what it stored; its machines are not connected any more. No work is done yet.
    Status begin_again();

    // What people do, through the API.
    Result<boost::json::value> call(const std::string& verb, const std::string& path, const boost::json::value& body = nullptr);
    Result<boost::json::array> list(const std::string& path, const std::string& field);
    http::Response answer(http::Request request) { return house_->dispatcher().answer(request, now()); }

    Status add_client(const std::string& name);
    Status add_device(const std::string& device_class, const std::string& name, const std::string& client, const std::string& criticality);
    Status add_mail(const std::string& name, const std::string& events, bool owner_first = false);
    Status add_technician(const std::string& name, const std::string& role = "TEC");  // of all clients; name@desk.example

    Result<std::string> client_id(const std::string& name) const;
    Result<std::string> technician_id(const std::string& name) const;
    Result<Device*> device(const std::string& name) const;
    app::House& house() { return *house_; }
    storage::Database& database() { return fresh_->database(); }
    live::Hub& hub() { return *hub_; }
    MailSink& mail();
    /// From now on the server's disk is as full as it can be, or no more.
    void fill_disk(bool full) { disk_is_full_ = full; }

private:
    World(std::unique_ptr<contract::FreshDatabase> fresh, Instant at) : fresh_(std::move(fresh)), clock_(at) {}
    Status open();
    Status open_house(access::Installation installation);
    void wait_for_writer();

    std::unique_ptr<contract::FreshDatabase> fresh_;
    std::string folder_;
    MovedClock clock_;
    SystemRng rng_;
    bool disk_is_full_ = false;
    std::unique_ptr<live::Hub> hub_;
    std::unique_ptr<series::SeriesStore> series_;
    std::unique_ptr<app::House> house_;
    std::unique_ptr<MailSink> mail_;
    std::map<std::string, std::string> clients_, technicians_;
    std::map<std::string, std::unique_ptr<Device>> devices_;
};

/// A field as text, "" when it is absent.
std::string text_of(const boost::json::value& object, std::string_view field);

}  // namespace steward::scenarios
