#include "tests/house/house.h"

#include <unistd.h>

#include <atomic>
#include <filesystem>

#include "server/platform/access/roles.h"
#include "server/platform/access/step_up.h"
#include "steward/agent/v1/agent.pb.h"
#include "steward/annotations.pb.h"

namespace steward::testing_house {

namespace {
const std::set<std::string>& every_permission() { return access::find_role("OWN")->permissions; }

// One folder for all houses of this program: what lies in it is found by ids and hashes.
class StateFolder {
public:
    StateFolder() : path_(::testing::TempDir() + "steward-house-" + std::to_string(getpid())) {
        std::filesystem::create_directories(path_);
    }
    ~StateFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    const std::string& path() const { return path_; }

private:
    std::string path_;
};
std::string state_folder() {
    static const StateFolder folder;
    return folder.path();
}
}  // namespace

House::House(storage::Database& opened, std::initializer_list<ModuleMaker> makers) : database(opened), makers_(makers) { build(); }

House::~House() { stop(); }

// The later ones first: their threads use the earlier ones.
void House::stop() {
    for (auto module = modules_.rbegin(); module != modules_.rend(); ++module) (*module)->stop();
    while (!modules_.empty()) modules_.pop_back();
}

void House::build() {
    stop();
    methods_.clear();
    tables_.clear();
    hub_ = live::make_hub();
    listener_ = hub_->listen([this](const live::Update& update) { updates.push_back(update); });
    context_ = std::make_unique<assembly::Context>(database, series_, clock, rng_, *hub_, state_folder());
    context_->offer<access::Sealing>(sealing_);
    for (const auto make : makers_) modules_.push_back(make(*context_));
    for (const auto& module : modules_) {
        const auto started = module->start();
        EXPECT_TRUE(started) << (started ? "" : started.error().message + " " + started.error().cause);
        for (auto& method : module->methods()) methods_.emplace(std::string(method.descriptor->name()), std::move(method));
        for (const auto& resource : module->resources()) tables_[std::string(resource.noun)] = std::string(resource.table);
    }
}

void House::restart() { build(); }

Caller House::owner() const {
    return {.kind = PrincipalKind::Account,
            .account = {},
            .name = "Olivia Owner",
            .roles = {"OWN"},
            .permissions = every_permission(),
            .scope = {.all = true}};
}

Caller House::colleague(const std::string& name, const std::string& role) {
    SystemRng rng;
    Caller caller = owner();
    caller.account = AccountId::make(clock.now(), rng);
    caller.name = name;
    caller.roles = {role};
    caller.permissions = access::find_role(role)->permissions;
    const auto done = database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(
            transaction.execute("insert into access_accounts (id, email, email_key, name, status, all_clients, revision, created_at, "
                                "changed_at) values ($1, $2, $2, $3, 'active', $4, 1, 0, 0)",
                                caller.account, "x" + name + "@desk.example", name, true));
        STEWARD_CHECK(transaction.execute("insert into access_account_roles (account_id, role) values ($1, $2)", caller.account, role));
        return {};
    });
    EXPECT_TRUE(done) << done.error().cause;
    return caller;
}

Caller House::technician(std::set<ClientId> clients) const {
    return {.kind = PrincipalKind::Account,
            .account = {},
            .name = "Theo Technician",
            .roles = {"TEC", "DSP"},  // works on tickets and directs the desk
            .permissions = every_permission(),
            .scope = {.all = false, .clients = std::move(clients)}};
}

Caller House::client_person(ClientId client) const {
    return {.kind = PrincipalKind::Account,
            .account = {},
            .name = "Carla Client",
            .roles = {"CUS"},
            .permissions = {"client.read", "device.read", "ticket.read", "ticket.write"},
            .scope = {.all = false, .clients = {client}},
            .client_side = true};
}

Result<ClientId> House::client_of(Call& call, const google::protobuf::MethodDescriptor& method, const google::protobuf::Message& request) {
    const Scope& scope = method.options().GetExtension(steward::method).scope();
    if (scope.kind() != Scope::CLIENT) return ClientId{};
    const auto* field = request.GetDescriptor()->FindFieldByName(scope.field());
    const std::string id = request.GetReflection()->GetString(request, field);
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto row, transaction->query_one("select client_id from " + tables_.at(scope.resource()) + " where id = $1", id));
    if (!row || !call.caller().scope.contains(row->id<ClientId>(0))) return fail(ErrorKind::NotFound, "access.not_found", "Not found.");
    return row->id<ClientId>(0);
}

Result<std::unique_ptr<google::protobuf::Message>> House::dispatch(const Caller& caller, const std::string& name,
                                                                   const google::protobuf::Message& request, std::string if_match) {
    const BoundMethod& bound = methods_.at(name);
    const Method& rule = bound.descriptor->options().GetExtension(steward::method);
    const bool is_public = rule.scope().kind() == Scope::PUBLIC;
    if (!is_public && !caller.may(rule.permission())) return fail(ErrorKind::Forbidden, "access.forbidden", "Not allowed.");
    // Whoever says nothing of their second factor has shown it just now.
    Caller asks = caller;
    if (!asks.factor_at.is_set()) asks.factor_at = clock.now();
    if (rule.step_up()) STEWARD_CHECK(require_step_up(asks, clock.now()));
    Call call(database, std::move(asks), clock.now(), rule.repeat() != SAFE);
    call.if_match = std::move(if_match);
    STEWARD_TRY(const auto client, client_of(call, *bound.descriptor, request));
    call.set_client(client);
    STEWARD_TRY(auto answer, bound.invoke(call, request));
    STEWARD_CHECK(call.commit());
    return answer;
}

std::vector<Bytes> House::fact_bodies(const std::string& kind) {
    // Each look is a reader of its own, so that it sees everything from the start.
    static std::atomic<int> looks = 0;
    const std::string reader = "look." + std::to_string(++looks);
    const std::string_view kinds[] = {kind};
    std::vector<Bytes> bodies;
    const auto done = database.write([&](storage::Transaction& transaction) -> Status {
        bodies.clear();
        STEWARD_TRY(const auto facts, journal::next(transaction, reader, kinds, 10'000));
        for (const auto& fact : facts) bodies.push_back(fact.body);
        return {};
    });
    EXPECT_TRUE(done) << (done ? "" : done.error().cause);
    return bodies;
}

void House::append(ClientId client, const std::string& subject, const google::protobuf::Message& fact) {
    const auto done =
        database.write([&](storage::Transaction& transaction) { return journal::append(transaction, clock.now(), client, subject, fact); });
    EXPECT_TRUE(done) << (done ? "" : done.error().message + " " + done.error().cause);
}

void House::reconcile() {
    for (const auto& module : modules_) {
        for (const auto& reconciler : module->reconcilers()) {
            const auto done = reconciler.run(clock.now());
            EXPECT_TRUE(done || !expects_success)
                << reconciler.name << ": " << (done ? "" : done.error().message + " " + done.error().cause);
        }
    }
}

void House::pass(Duration time, Duration step) {
    for (Duration left = time; left.count() > 0; left -= step) {
        clock.advance(std::min(step, left));
        // Twice: what a later room answers is heard by an earlier one in the same moment.
        reconcile();
        reconcile();
    }
}

ClientId House::client(const std::string& name) {
    directory::v1::CreateClientRequest request;
    request.set_name(name);
    return ClientId::parse(must<directory::v1::Client>(owner(), "CreateClient", request).client_id()).value_or(ClientId{});
}

SiteId House::site(ClientId client, const std::string& name) {
    directory::v1::CreateSiteRequest request;
    request.set_client_id(client.text());
    request.set_name(name);
    return SiteId::parse(must<directory::v1::Site>(owner(), "CreateSite", request).site_id()).value_or(SiteId{});
}

DeviceId House::device(ClientId client, const std::string& hostname) {
    directory().set_enrolment_endpoint({.host = "steward.example.net", .port = 7443, .pins = {Bytes(32, 1)}});
    directory::v1::CreateEnrolmentRequest wanted;
    wanted.set_client_id(client.text());
    const auto line = must<directory::v1::CreateEnrolmentResponse>(owner(), "CreateEnrolment", wanted);
    const auto id = EnrolmentId::parse(line.enrolment().enrolment_id()).value_or(EnrolmentId{});
    agent::v1::Enrol request;
    request.set_token_id(std::string(id.raw().bytes.begin(), id.raw().bytes.end()));
    Bytes key(32);
    rng_.fill(key);
    request.set_device_public_key(std::string(key.begin(), key.end()));
    request.set_hostname(hostname);
    request.set_machine_fingerprint(to_hex(key));
    request.set_device_class(agent::v1::SERVER);
    const auto identity = machines().enrol(
        request, [](ByteView) { return true; }, clock.now(), "192.0.2.1");
    EXPECT_TRUE(identity) << (identity ? "" : identity.error().message + " " + identity.error().cause);
    return identity ? identity->device : DeviceId{};
}

}  // namespace steward::testing_house
