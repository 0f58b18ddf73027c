#include "tests/scenarios/world.h"

#include <sodium.h>

#include <filesystem>
#include <thread>

#include "server/modules/directory/directory.h"
#include "server/modules/monitoring/monitoring.h"
#include "server/platform/setup/setup.h"
#include "steward/agent/v1/agent.pb.h"
#include "tests/scenarios/visitor.h"

namespace steward::scenarios {

namespace json = boost::json;

namespace {
constexpr Duration longest_step = std::chrono::seconds(30), longest_quiet_step = std::chrono::minutes(10);

agent::v1::DeviceClass class_of(const std::string& word) {
    return word == "server" ? agent::v1::SERVER : word == "laptop" ? agent::v1::LAPTOP : agent::v1::WORKSTATION;
}
}  // namespace

std::string text_of(const json::value& object, std::string_view field) {
    if (!object.is_object()) return "";
    const auto* value = object.as_object().if_contains(field);
    if (!value || value->is_null()) return "";
    return value->is_string() ? std::string(value->as_string()) : json::serialize(*value);
}

Result<std::unique_ptr<World>> World::begin(storage::Engine engine, Instant at) {
    if (sodium_init() < 0) return fail(ErrorKind::Internal, "scenarios.crypto", "The crypto library cannot start.");
    STEWARD_TRY(auto fresh, contract::FreshDatabase::make(engine));
    std::unique_ptr<World> world(new World(std::move(fresh), at));
    STEWARD_CHECK(world->open());
    return world;
}

Status World::open() {
    folder_ = (std::filesystem::temp_directory_path() / ("steward-world-" + to_text(make_raw_id(SystemClock().now(), rng_)))).string();
    std::filesystem::create_directories(folder_);
    STEWARD_CHECK(fresh_->migrate(assembly::all_migrations()));
    STEWARD_TRY(auto installation, setup::create_installation(database(), folder_ + "/master.key", "Harbour Services", {}, now(), rng_));
    STEWARD_TRY(series_, series::open_embedded(folder_ + "/series", clock_));
    STEWARD_CHECK(open_house(std::move(installation)));
    return settle();
}

Status World::begin_again() {
    STEWARD_CHECK(settle());
    devices_.clear();
    house_.reset();
    STEWARD_TRY(auto installation, access::open_installation(database(), folder_ + "/master.key", rng_));
    return open_house(std::move(installation));
}

Status World::open_house(access::Installation installation) {
    hub_ = live::make_hub();
    app::HouseSettings settings{.state_folder = folder_, .public_url = "https://desk.example.org", .version = "0.1.0"};
    settings.read_only = [this] { return disk_is_full_; };
    settings.rates = {.account = {1e6, 1e6},
                      .token = {1e6, 1e6},
                      .network = {1e6, 1e6},
                      .known_network = {1e6, 1e6},
                      .installation = {1e6, 1e6},
                      .sign_in_network = {1e6, 1e6},
                      .sign_in_installation = {1e6, 1e6}};
    STEWARD_TRY(house_, app::House::open({database(), *series_, clock_, rng_, *hub_}, std::move(installation), std::move(settings)));
    STEWARD_CHECK(house_->start());
    house_->context().take<directory::Directory>().set_enrolment_endpoint(
        {.host = "desk.example.org", .port = 8443, .pins = {Bytes(32, 1)}, .packages = {}});
    return {};
}

World::~World() {
    devices_.clear();
    house_.reset();
    series_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void World::wait_for_writer() {
    const auto& monitoring = house_->context().take<monitoring::Monitoring>();
    while (monitoring.numbers().writer_queue > 0) std::this_thread::yield();
}

// The writer's thread and the reconcilers feed each other: a few rounds until neither has anything.
Status World::settle() {
    for (int round = 0; round < 3; ++round) {
        wait_for_writer();
        STEWARD_CHECK(house_->runner().run_due());
    }
    wait_for_writer();
    return {};
}

Status World::step(Instant until) {
    // Where nobody reports on a grid of its own, time goes straight to what is told next.
    Duration by = devices_.empty() ? std::min(longest_quiet_step, std::max(until - now(), Duration(1000))) : longest_step;
    for (const auto& [name, device] : devices_) by = std::min<Duration>(by, std::chrono::seconds(device->interval_s()));
    clock_.set(now() + by);
    for (const auto& [name, device] : devices_) STEWARD_CHECK(device->report_if_due(now()));
    return settle();
}

Result<json::value> World::call(const std::string& verb, const std::string& path, const json::value& body) {
    http::Request request{.id = "story",
                          .verb = verb,
                          .target = path,
                          .headers = {{"Content-Type", "application/json"}},
                          .body = body.is_null() ? "" : json::serialize(body)};
    request.local_root = true;
    const auto response = answer(std::move(request));
    json::error_code code;
    auto value = json::parse(response.body, code);
    if (response.status >= 200 && response.status < 300 && !code) return value;
    return fail(ErrorKind::Internal, "scenarios.refused",
                verb + " " + path + " was answered " + std::to_string(response.status) + ": " + response.body);
}

Result<json::array> World::list(const std::string& path, const std::string& field) {
    STEWARD_TRY(const auto page, call("GET", path + (path.find('?') == std::string::npos ? "?" : "&") + "page_size=1000"));
    const auto* items = page.as_object().if_contains(field);
    return items && items->is_array() ? items->as_array() : json::array{};
}

Status World::add_client(const std::string& name) {
    STEWARD_TRY(const auto made, call("POST", "/api/v1/clients", {{"name", name}}));
    clients_[name] = text_of(made, "client_id");
    return {};
}

Status World::add_device(const std::string& device_class, const std::string& name, const std::string& client,
                         const std::string& criticality) {
    STEWARD_TRY(const auto id, client_id(client));
    STEWARD_TRY(const auto line, call("POST", "/api/v1/clients/" + id + "/enrolments", json::object{}));
    STEWARD_TRY(const auto token, parse_raw_id(text_of(line.at("enrolment"), "enrolment_id")));
    agent::v1::Enrol request;
    request.set_token_id(std::string(token.bytes.begin(), token.bytes.end()));
    Bytes key(32);
    rng_.fill(key);
    request.set_device_public_key(std::string(as_text(key)));
    request.set_hostname(name);
    request.set_machine_fingerprint(to_hex(key));
    request.set_device_class(class_of(device_class));
    STEWARD_TRY(auto identity, house_->context().take<intake::Devices>().enrol(
                                   request, [](ByteView) { return true; }, now(), "192.0.2.7"));
    if (!criticality.empty()) STEWARD_CHECK(call("PATCH", "/api/v1/devices/" + identity.device.text(), {{"criticality", criticality}}));
    STEWARD_CHECK(settle());
    auto device = std::make_unique<Device>(house_->context().take<intake::Intake>(), std::move(identity), name);
    STEWARD_CHECK(device->connect(now()));
    devices_[name] = std::move(device);
    return {};
}

MailSink& World::mail() {
    if (!mail_) mail_ = std::make_unique<MailSink>();
    return *mail_;
}

Status World::add_technician(const std::string& name, const std::string& role) {
    STEWARD_TRY(const auto made,
                call("POST", "/api/v1/accounts",
                     {{"name", name}, {"email", name + "@desk.example"}, {"roles", json::array{role}}, {"all_clients", true}}));
    technicians_[name] = text_of(made.at("account"), "account_id");
    // An account counts once its person has come.
    const std::string link = text_of(made, "sign_in_link");
    const auto came = Visitor(*this, name)
                          .ask("POST", "/api/v1/access/redeem-link",
                               {{"link_token", link.substr(link.find('#') + 1)}, {"new_password", "under the old walnut tree"}});
    if (came.status == 200) return {};
    return fail(ErrorKind::Internal, "scenarios.refused", "The link of " + name + " was answered " + std::to_string(came.status) + ".");
}

Status World::add_mail(const std::string& name, const std::string& events, bool owner_first) {
    json::array wanted;
    for (size_t begin = 0; begin < events.size();) {
        const size_t end = std::min(events.find(' ', begin), events.size());
        wanted.emplace_back(events.substr(begin, end - begin));
        begin = end + 1;
    }
    json::object settings = {{"host", "127.0.0.1"},
                             {"port", std::to_string(mail().port())},
                             {"security", "none"},
                             {"from", "steward@harbour.example"},
                             {"to", name + "@harbour.example"}};
    if (owner_first) settings["owner_first"] = "yes";
    STEWARD_CHECK(call("POST", "/api/v1/channels",
                       {{"kind", "email"}, {"name", name}, {"settings", settings}, {"events", wanted}, {"minimum_priority", "P4"}}));
    return {};
}

Result<std::string> World::client_id(const std::string& name) const {
    const auto at = clients_.find(name);
    if (at == clients_.end()) return fail(ErrorKind::NotFound, "scenarios.unknown", "The story has no client " + name + ".");
    return at->second;
}

Result<std::string> World::technician_id(const std::string& name) const {
    const auto at = technicians_.find(name);
    if (at == technicians_.end()) return fail(ErrorKind::NotFound, "scenarios.unknown", "The story has no technician " + name + ".");
    return at->second;
}

Result<Device*> World::device(const std::string& name) const {
    const auto at = devices_.find(name);
    if (at == devices_.end()) return fail(ErrorKind::NotFound, "scenarios.unknown", "The story has no device " + name + ".");
    return at->second.get();
}

}  // namespace steward::scenarios
