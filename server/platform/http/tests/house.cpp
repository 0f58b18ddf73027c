#include "server/platform/http/tests/house.h"

#include <algorithm>

#include "server/platform/http/event_stream.h"
#include "steward/access/v1/access.pb.h"
#include "steward/directory/v1/directory.pb.h"
#include "steward/imports/v1/imports.pb.h"
#include "steward/monitoring/v1/monitoring.pb.h"

namespace steward::http {

namespace {
using google::protobuf::Message;

template <typename Request, typename Answer>
BoundMethod bind_one(const char* service, const char* method, std::function<Result<Answer>(Call&, const Request&)> handler) {
    const auto* descriptor = Request::descriptor()->file()->FindServiceByName(service)->FindMethodByName(method);
    return {descriptor, [handler = std::move(handler)](Call& call, const Message& request) -> Result<std::unique_ptr<Message>> {
                STEWARD_TRY(auto answer, handler(call, static_cast<const Request&>(request)));
                return std::unique_ptr<Message>(std::make_unique<Answer>(std::move(answer)));
            }};
}
}  // namespace

Result<Caller> PaperAuthenticator::authenticate(const access::Credentials& credentials, Instant) {
    const std::lock_guard lock(mutex_);
    seen_.push_back(credentials);
    if (credentials.local_root)
        return Caller{
            .kind = PrincipalKind::LocalRoot, .permissions = {"client.read", "client.create"}, .scope = {.all = true, .clients = {}}};
    const std::string& name = credentials.bearer.empty() ? credentials.session_cookie : credentials.bearer;
    if (name.empty()) return Caller{};
    const auto at = callers_.find(name);
    if (at == callers_.end()) return fail(ErrorKind::Unauthenticated, "access.session_ended", "Sign in again.");
    Caller caller = at->second;
    caller.kind = credentials.bearer.empty() ? PrincipalKind::Account : PrincipalKind::Token;
    return caller;
}

Status PaperAuthenticator::csrf_holds(const Caller&, const access::Credentials& credentials) {
    if (credentials.csrf == "right") return {};
    return fail(ErrorKind::Forbidden, "access.csrf", "The page is old.");
}

void PaperAuthenticator::admit(const std::string& name, Caller caller) {
    const std::lock_guard lock(mutex_);
    callers_[name] = std::move(caller);
}

void PaperAuthenticator::forget(const std::string& name) {
    const std::lock_guard lock(mutex_);
    callers_.erase(name);
}

std::vector<access::Credentials> PaperAuthenticator::seen() const {
    const std::lock_guard lock(mutex_);
    return seen_;
}

Result<ClientId> PaperGate::resolve_client(storage::Transaction&, std::string_view, std::string_view id) {
    const auto at = owners.find(std::string(id));
    if (at == owners.end()) return fail(ErrorKind::NotFound, "access.not_found", "Nothing.");
    return at->second;
}

Status PaperGate::record_audit(storage::Transaction&, const Call&, const Method& rule, std::string_view outcome) {
    const std::lock_guard lock(mutex_);
    audited.push_back(rule.audit() + " " + std::string(outcome));
    return {};
}

Result<std::optional<std::string>> PaperGate::replayed(storage::Transaction&, const Caller&, std::string_view key, std::string_view digest,
                                                       Instant) {
    const auto at = kept.find(std::string(key));
    if (at == kept.end()) return std::optional<std::string>{};
    if (at->second.first != digest) return fail(ErrorKind::Conflict, "request.key_reused", "This key came with another request.");
    return std::optional(at->second.second);
}

Status PaperGate::remember(storage::Transaction&, const Caller&, std::string_view key, std::string_view digest, std::string_view answer,
                           Instant) {
    kept[std::string(key)] = {std::string(digest), std::string(answer)};
    return {};
}

Status PaperGate::allow_rate(const access::Credentials&, const Caller&, std::string_view, Instant) {
    if (!full) return {};
    Error error{.kind = ErrorKind::Limited, .code = "request.limited", .message = "Too many."};
    error.retry_after_seconds = 17;
    return std::unexpected(error);
}

House::House() {
    fresh = contract::FreshDatabase::make(storage::Engine::Sqlite).value();
    gate.owners = {{bakery.text(), bakery}, {mill.text(), mill}, {"site-of-bakery", bakery}, {"site-of-mill", mill}};
    authenticator.admit("tom", technician());
    Caller olga = technician();
    olga.permissions.insert("import.run");
    olga.scope.all = true;
    authenticator.admit("olga", olga);
    dispatcher = Dispatcher::open(methods(), {fresh->database(),
                                              authenticator,
                                              gate,
                                              {"https://desk.example.org"},
                                              [this](std::string_view line) { log.emplace_back(line); }})
                     .value();
    site = std::make_unique<Site>(
        Site::Parts{.dispatcher = *dispatcher, .clock = clock, .rng = rng, .console = {}, .log = [this](std::string_view line) {
                        log.emplace_back(line);
                    }});
}

Caller House::technician() const {
    return {.kind = PrincipalKind::Account,
            .name = "Tom",
            .roles = {"TEC"},
            .permissions = {"client.read", "client.create", "client.write", "device.read"},
            .scope = {.all = false, .clients = {bakery}},
            .session = "s1"};
}

namespace {
// A file of three parts.
BoundMethod export_download() {
    return bind_one<imports::v1::DownloadExportRequest, imports::v1::ImportFilePart>(
        "ImportsService", "DownloadExport", [](Call&, const auto& request) -> Result<imports::v1::ImportFilePart> {
            imports::v1::ImportFilePart part;
            part.set_name("export.zip");
            part.set_size_bytes(2000);
            part.set_content(std::string(std::min<size_t>(700, 2000 - static_cast<size_t>(request.offset())), 'x'));
            return part;
        });
}
}  // namespace

std::vector<BoundMethod> House::methods() {
    namespace directory = steward::directory::v1;
    namespace monitoring = steward::monitoring::v1;
    namespace people = steward::access::v1;
    std::vector<BoundMethod> all;
    all.push_back(bind_one<people::SignInRequest, people::SignInResponse>(
        "AccessService", "SignIn", [this](Call& call, const auto&) -> Result<people::SignInResponse> {
            ++handled;
            call.set_cookies.emplace_back("steward_session=new; HttpOnly");
            return people::SignInResponse{};
        }));
    all.push_back(bind_one<directory::ListClientsRequest, directory::ListClientsResponse>(
        "DirectoryService", "ListClients", [this](Call&, const auto& request) -> Result<directory::ListClientsResponse> {
            ++handled;
            directory::ListClientsResponse answer;
            const int begin = request.page_token().empty() ? 0 : std::stoi(request.page_token());
            const int end = std::min(client_rows, begin + (request.page_size() ? request.page_size() : 50));
            for (int i = begin; i < end; ++i)
                answer.add_clients()->set_name(i == 0 ? "=HYPERLINK(\"http://evil.example\")" : "Client " + std::to_string(i));
            if (end < client_rows) answer.set_next_page_token(std::to_string(end));
            answer.set_total(client_rows);
            return answer;
        }));
    all.push_back(bind_one<directory::GetClientRequest, directory::Client>("DirectoryService", "GetClient",
                                                                           [this](Call&, const auto& request) -> Result<directory::Client> {
                                                                               ++handled;
                                                                               directory::Client client;
                                                                               client.set_client_id(request.client_id());
                                                                               client.set_etag(etag);
                                                                               return client;
                                                                           }));
    all.push_back(bind_one<directory::CreateClientRequest, directory::Client>(
        "DirectoryService", "CreateClient", [this](Call&, const auto& request) -> Result<directory::Client> {
            ++handled;
            if (request.name() == "break") return fail(ErrorKind::Internal, "directory.broken", "It broke.", "the secret cause");
            directory::Client client;
            client.set_name(request.name());
            client.set_etag("1");
            return client;
        }));
    all.push_back(bind_one<directory::UpdateClientRequest, directory::Client>(
        "DirectoryService", "UpdateClient", [this](Call& call, const auto& request) -> Result<directory::Client> {
            ++handled;
            if (!call.if_match.empty() && call.if_match != etag) return fail(ErrorKind::StaleEtag, "directory.stale", "Load it again.");
            directory::Client client;
            client.set_name(request.name());
            client.set_note(call.given_fields.contains("note") ? "note was given" : "note was not given");
            return client;
        }));
    all.push_back(bind_one<directory::CreatePersonRequest, directory::Person>("DirectoryService", "CreatePerson",
                                                                              [this](Call&, const auto&) -> Result<directory::Person> {
                                                                                  ++handled;
                                                                                  return directory::Person{};
                                                                              }));
    all.push_back(bind_one<people::ChangePasswordRequest, people::ChangePasswordResponse>(
        "AccessService", "ChangePassword", [this](Call&, const auto&) -> Result<people::ChangePasswordResponse> {
            ++handled;
            return people::ChangePasswordResponse{};
        }));
    all.push_back(export_download());
    all.push_back(bind_one<monitoring::WatchLiveRequest, monitoring::LiveUpdate>(
        "MonitoringService", "WatchLive", [](Call&, const auto&) -> Result<monitoring::LiveUpdate> { return monitoring::LiveUpdate{}; }));
    return all;
}

Response House::ask(std::string verb, std::string target, std::string body, std::vector<Header> more) {
    Request request;
    request.verb = std::move(verb);
    request.target = std::move(target);
    request.body = std::move(body);
    request.headers = std::move(more);
    request.headers.push_back({"Host", "desk.example.org"});
    if (!request.body.empty() && request.header("Content-Type").empty()) request.headers.push_back({"Content-Type", "application/json"});
    return site->answer(request);
}

Response House::ask_as(const std::string& name, std::string verb, std::string target, std::string body, std::vector<Header> more) {
    more.push_back({"Authorization", "Bearer " + name});
    return ask(std::move(verb), std::move(target), std::move(body), std::move(more));
}

std::string code_of(std::string_view body) {
    const std::string_view mark = "\"code\":\"";
    const size_t begin = body.find(mark);
    if (begin == std::string_view::npos) return {};
    return std::string(body.substr(begin + mark.size(), body.find('"', begin + mark.size()) - begin - mark.size()));
}

}  // namespace steward::http
