#include "server/demo/stage.h"

#include <filesystem>

#include "server/platform/access/secrets.h"
#include "server/platform/access/session_authenticator.h"
#include "server/platform/access/session_store.h"

namespace steward::demo {

namespace json = boost::json;

namespace {
using namespace std::chrono_literals;
constexpr Duration session_kept = 29min, work_every = 1h;

// The play is read once and thrown away: memory serves it better than a disk.
std::filesystem::path parent_folder() {
    std::error_code ignored;
    const std::filesystem::path memory = "/dev/shm";
    const auto space = std::filesystem::space(memory, ignored);
    return !ignored && space.available > (uint64_t(512) << 20) ? memory : std::filesystem::temp_directory_path();
}
}  // namespace

std::string text_of(const json::object& object, std::string_view field) {
    const auto* value = object.if_contains(field);
    if (!value || value->is_null()) return "";
    return value->is_string() ? std::string(value->as_string()) : json::serialize(*value);
}

std::string text_of(const json::value& object, std::string_view field) {
    return object.is_object() ? text_of(object.as_object(), field) : "";
}

Result<std::unique_ptr<Stage>> Stage::open(access::Installation installation, Instant at) {
    std::unique_ptr<Stage> stage(new Stage(std::move(installation), at));
    STEWARD_CHECK(stage->prepare());
    return stage;
}

Status Stage::prepare() {
    std::string pattern = (parent_folder() / "steward-demo-XXXXXX").string();
    if (!mkdtemp(pattern.data())) return fail(ErrorKind::Internal, "demo.folder", "There is no room for the demonstration's own files.");
    folder_ = pattern;
    STEWARD_TRY(database_, storage::open_sqlite(folder_ + "/steward.db"));
    STEWARD_CHECK(storage::migrate(*database_, assembly::all_migrations(), now()));
    // By its name the program writes to people of clients.
    STEWARD_CHECK(database_->write([this](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute("insert into access_installation (id, provider_name, key_check, created_at) values (1, $1, $2, $3)",
                                          installation_.provider_name, installation_.sealing.check_value(), now()));
        return {};
    }));
    STEWARD_TRY(series_, series::open_embedded(folder_ + "/series", clock_));
    hub_ = live::make_hub();
    return {};
}

Stage::~Stage() {
    stop();
    series_.reset();
    database_.reset();
    std::error_code ignored;
    if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

Status Stage::start() {
    app::HouseSettings settings{
        .state_folder = folder_, .public_url = "https://desk.demo.invalid", .version = STEWARD_VERSION, .holder = ""};  // alone: no leases
    settings.takes_agents = false;  // its machines are silent, and nobody is to be told so
    settings.rates = {.account = {1e9, 1e9},
                      .token = {1e9, 1e9},
                      .network = {1e9, 1e9},
                      .known_network = {1e9, 1e9},
                      .installation = {1e9, 1e9},
                      .sign_in_network = {1e9, 1e9},
                      .sign_in_installation = {1e9, 1e9}};
    STEWARD_TRY(house_, app::House::open({*database_, *series_, clock_, rng_, *hub_}, installation_, std::move(settings)));
    STEWARD_CHECK(house_->start());
    return settle();
}

void Stage::stop() { house_.reset(); }

Status Stage::advance_to(Instant at) {
    // What the clock alone does (a promise missed, a ticket closed) happens when it is due, not when somebody next does something.
    while (at - worked_at_ > work_every) {
        clock_.set(std::min(at, worked_at_ + (at - worked_at_ > 8h ? Duration(4h) : work_every)));
        STEWARD_CHECK(settle());
    }
    clock_.set(at);
    return {};
}

Status Stage::settle() {
    worked_at_ = now();
    return house_->runner().run_due();
}

Result<std::string> Stage::session_of(const Actor& actor) {
    Held& held = sessions_[actor.account];
    if (now() < held.until) return held.secret;
    held = {access::make_secret(rng_), now() + session_kept};
    const access::Session session{.id = SessionId::make(now(), rng_),
                                  .account = actor.account,
                                  .created_at = now(),
                                  .last_used_at = now(),
                                  .expires_at = held.until + 1h,
                                  .factor_at = now(),
                                  .address = "203.0.113.9",
                                  .user_agent = {}};
    STEWARD_CHECK(
        database_->write([&](storage::Transaction& transaction) { return access::insert_session(transaction, session, held.secret); }));
    return held.secret;
}

Result<json::object> Stage::answer(http::Request request, const json::value& body) {
    request.id = "demo";
    if (!body.is_null()) {
        request.headers.push_back({"Content-Type", "application/json"});
        request.body = json::serialize(body);
    }
    const auto response = house_->dispatcher().answer(request, now());
    json::error_code code;
    auto value = json::parse(response.body, code);
    if (response.status >= 200 && response.status < 300 && !code && value.is_object()) return value.as_object();
    return fail(ErrorKind::Internal, "demo.refused", "The demonstration could not be played.",
                request.verb + " " + request.target + " at " + to_rfc3339(now()) + " was answered " + std::to_string(response.status) +
                    ": " + response.body + " to " + request.body);
}

Result<json::object> Stage::ask(const Actor& actor, const std::string& verb, const std::string& path, const json::value& body) {
    STEWARD_TRY(const std::string secret, session_of(actor));
    http::Request request{.id = {}, .verb = verb, .target = path, .headers = {}, .body = {}, .peer_address = "203.0.113.9"};
    request.over_https = true;
    request.headers = {{"Cookie", std::string(access::cookie_over_https) + "=" + secret},
                       {"X-Steward-Csrf", access::csrf_token_of(secret)}};
    return answer(std::move(request), body);
}

Result<json::object> Stage::ask(const std::string& verb, const std::string& path, const json::value& body) {
    http::Request request{.id = {}, .verb = verb, .target = path, .headers = {}, .body = {}, .peer_address = {}};
    request.local_root = true;
    return answer(std::move(request), body);
}

}  // namespace steward::demo
