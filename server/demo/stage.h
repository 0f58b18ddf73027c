// A server of its own for the play: the product's House on an empty database, asked through the API by whoever is on stage.
#pragma once

#include <boost/json.hpp>

#include <map>
#include <memory>

#include "base/moved_clock.h"
#include "server/app/house.h"

namespace steward::demo {

/// Somebody with an account.
struct Actor {
    AccountId account;
    std::string name;
};

class Stage {
public:
    /// An empty one in a folder of its own. Failures are those of the server's own start.
    static Result<std::unique_ptr<Stage>> open(access::Installation installation, Instant at);
    ~Stage();

    /// The house loads what was written into the empty database meanwhile.
    Status start();
    void stop();

    Instant now() const { return clock_.now(); }
    /// Moves the clock; background work runs about as often as it matters.
    Status advance_to(Instant at);
    /// All background work until it is quiet.
    Status settle();

    /// What a person does in the console or the portal. Failure: Internal "demo.refused" with what was asked and answered.
    Result<boost::json::object> ask(const Actor& actor, const std::string& verb, const std::string& path,
                                    const boost::json::value& body = nullptr);
    /// By whoever sits at the machine itself.
    Result<boost::json::object> ask(const std::string& verb, const std::string& path, const boost::json::value& body = nullptr);

    storage::Database& database() { return *database_; }
    app::House& house() { return *house_; }
    Rng& rng() { return rng_; }
    const std::string& folder() const { return folder_; }

private:
    Stage(access::Installation installation, Instant at) : installation_(std::move(installation)), clock_(at) {}
    Status prepare();
    Result<std::string> session_of(const Actor& actor);
    Result<boost::json::object> answer(http::Request request, const boost::json::value& body);

    struct Held {
        std::string secret;
        Instant until;
    };
    access::Installation installation_;
    MovedClock clock_;
    SeededRng rng_{26};
    std::string folder_;
    std::unique_ptr<storage::Database> database_;
    std::unique_ptr<series::SeriesStore> series_;
    std::unique_ptr<live::Hub> hub_;
    std::unique_ptr<app::House> house_;
    std::map<AccountId, Held> sessions_;
    Instant worked_at_;
};

/// A field as text, "" when it is absent.
std::string text_of(const boost::json::object& object, std::string_view field);
std::string text_of(const boost::json::value& object, std::string_view field);

}  // namespace steward::demo
