#include "server/app/program.h"

#include <unistd.h>

#include <csignal>
#include <fstream>

#include "server/app/embedded.h"
#include "server/app/metrics_page.h"
#include "server/app/pages.h"
#include "server/modules/correspondence/correspondence.h"
#include "server/modules/monitoring/monitoring.h"
#include "server/platform/http/proxy.h"
#include "server/platform/live/shared_hub.h"

namespace steward::app {

namespace {
std::string host_name() {
    char name[256] = "";
    return gethostname(name, sizeof name - 1) == 0 && name[0] != '\0' ? name : "localhost";
}

// "desk.example.org" of "https://desk.example.org:8443/x"; an IPv6 address without its brackets.
std::string host_of(std::string_view url) {
    url.remove_prefix(std::min(url.find("://") + 3, url.size()));
    url = url.substr(0, url.find('/'));
    if (url.starts_with('[')) return std::string(url.substr(1, url.find(']') - 1));
    return std::string(url.substr(0, url.find(':')));
}

std::string with_port(std::string_view scheme, const std::string& host, uint16_t port) {
    const std::string bracketed = host.find(':') == std::string::npos ? host : "[" + host + "]";
    return std::string(scheme) + "://" + bracketed + ":" + std::to_string(port);
}

std::vector<http::StaticFile> console_of(std::span<const EmbeddedFile> files) {
    std::vector<http::StaticFile> console;
    for (const auto& file : files)
        console.push_back(
            {.path = file.path, .content_type = file.content_type, .digest = file.digest, .bytes = file.gzip, .immutable = file.immutable});
    return console;
}
}  // namespace

Result<std::unique_ptr<Program>> Program::start(Options options, Clock& clock, Rng& rng, Log& log) {
    std::unique_ptr<Program> program(new Program(std::move(options), clock, rng, log));
    STEWARD_CHECK(program->open_seams());
    STEWARD_CHECK(program->open_house());
    STEWARD_CHECK(program->serve_people());
    STEWARD_CHECK(program->serve_agents());
    STEWARD_CHECK(program->take_mail());
    program->begin_background();
    return program;
}

std::string Program::own_host() const {
    if (!options_.public_url.empty()) return host_of(options_.public_url);
    return is_any_address(options_.listen) ? host_name() : options_.listen;
}

Status Program::open_seams() {
    STEWARD_TRY(folder_, StateFolder::open(options_.state));
    STEWARD_CHECK(holds_anything(*folder_, options_.postgres));
    STEWARD_TRY(database_, open_database(*folder_, options_.postgres));
    STEWARD_CHECK(migrate_with_copy(*folder_, *database_, clock_.now()));
    STEWARD_TRY(installation_, access::open_installation(*database_, folder_->file("master.key"), rng_));
    STEWARD_TRY(series_, series::open_embedded(folder_->file("series"), clock_));
    hub_ = options_.postgres.empty() ? live::make_hub() : live::make_shared_hub([this](auto hear) {
        return storage::open_postgres_signals(options_.postgres, Id<struct ServerTag>::make(clock_.now(), rng_).text(), std::move(hear));
    });
    disk_ = std::make_unique<DiskWatch>(
        folder_->path(), [path = folder_->path()] { return disk_use(path); },
        [this](DiskStep step, const DiskUse& use) {
            step == DiskStep::Free       ? log_.info("disk", sentence_of(step, use))
            : step == DiskStep::ReadOnly ? log_.error("disk", sentence_of(step, use))
                                         : log_.warning("disk", sentence_of(step, use));
            if (house_) tell_monitoring(step, use);
        });
    disk_->look();
    return {};
}

Status Program::open_house() {
    public_url_ = options_.public_url;
    while (public_url_.ends_with('/')) public_url_.pop_back();
    if (public_url_.empty()) public_url_ = with_port(wants_tls() ? "https" : "http", own_host(), options_.port);
    const std::string holder = host_name() + ":" + folder_->path();
    seat_ = std::make_unique<AgentsSeat>(*database_, holder);
    // A restored or moved SQLite folder still names its old holder, and the folder's lock has spoken.
    const bool is_shared = database_->engine() != storage::Engine::Sqlite;
    if (const auto taken = is_shared ? seat_->take(clock_.now()) : Status{}; !taken) no_agents_ = taken.error();
    HouseSettings settings{.state_folder = folder_->path(), .public_url = public_url_, .version = STEWARD_VERSION, .holder = holder};
    settings.own_origins = {public_url_};
    settings.takes_agents = !no_agents_;
    settings.read_only = [this] { return disk_->step() == DiskStep::ReadOnly; };
    settings.log = log_.for_room("http");
    settings.report = [this](const std::string& name, const Error& error) { log_.failure("work", name, error); };
    STEWARD_TRY(house_, House::open({*database_, *series_, clock_, rng_, *hub_}, *installation_, std::move(settings)));
    add_probes();
    tell_monitoring(disk_->step(), disk_->last());
    return house_->start();
}

// Who is sent away is not silent.
void Program::tell_monitoring(DiskStep step, const DiskUse& use) {
    auto& monitoring = house_->context().take<monitoring::Monitoring>();
    monitoring.refuse_reports(step == DiskStep::Free ? "" : sentence_of(step, use), clock_.now());
}

Status Program::serve_people() {
    http::Listen listen{.address = options_.listen == "localhost" ? "127.0.0.1" : options_.listen,
                        .port = options_.port,
                        .tls = wants_tls(),
                        .behind_proxy = options_.behind_proxy,
                        .proxies = {http::spelled_address(options_.proxy_address)}};
    http::ServerSettings settings{
        .listen = {listen}, .local_socket = folder_->file("steward.sock"), .certificate_file = {}, .key_file = {}};
    if (wants_tls()) {
        const bool given = !options_.tls_certificate.empty();
        STEWARD_TRY(certificate_, given ? read_certificate(options_.tls_certificate, options_.tls_key)
                                        : load_or_make_certificate(
                                              folder_->path(), {own_host(), host_name(), "localhost", "127.0.0.1", "::1"}, clock_.now()));
        settings.certificate_file = certificate_->certificate_file;
        settings.key_file = certificate_->key_file;
        log_.info("http", certificate_->self_made ? "browsers do not know this certificate: compare its fingerprint" : "certificate",
                  {{"sha256", certificate_->fingerprint}});
    }
    downloads_ = std::make_unique<Downloads>(options_.agent_package);
    console_ = console_of(console_files());
    site_ = std::make_unique<http::Site>(http::Site::Parts{
        .dispatcher = house_->dispatcher(), .clock = clock_, .rng = rng_, .console = console_, .log = log_.for_room("http")});
    STEWARD_CHECK(add_pages());
    STEWARD_TRY(server_, http::Server::start(std::move(settings), *site_, *hub_, clock_, log_.for_room("http")));
    // Any free port: now it is known which.
    if (options_.public_url.empty() && options_.port == 0) public_url_ = with_port(wants_tls() ? "https" : "http", own_host(), port());
    // For `steward url`: where, and by which certificate a browser that warns can be calmed.
    std::ofstream(folder_->file("console.url")) << public_url_ << "\n"
                                                << (certificate_ && certificate_->self_made ? certificate_->fingerprint + "\n" : "");
    log_.info("http", "listening", {{"address", options_.listen}, {"port", std::to_string(port())}, {"url", public_url_}});
    return {};
}

Status Program::serve_agents() {
    STEWARD_TRY(identity_, link::load_or_make_identity(folder_->path(), rng_, clock_.now()));
    if (no_agents_) {
        log_.warning("link", no_agents_->message);
        return {};
    }
    intake_ = std::make_unique<GuardedIntake>(house_->context().take<intake::Intake>(), [this] { return disk_->step(); });
    const std::string& address = options_.agent_address();
    link::LinkSettings settings{
        .address = address == "localhost" ? "127.0.0.1" : address, .port = options_.agent_port, .server_version = STEWARD_VERSION};
    STEWARD_TRY(link_, link::Link::start(std::move(settings), *identity_, house_->context().take<intake::Devices>(), *intake_, clock_,
                                         log_.for_room("link"), &house_->context().take<intake::Gates>()));
    log_.info("link", "listening", {{"address", address}, {"port", std::to_string(link_->port())}});
    tell_endpoint();
    return {};
}

// On a full disk the mail server keeps what it has, and tries again.
Status Program::take_mail() {
    if (options_.mail_listen.empty()) return {};
    STEWARD_TRY(auto settings, mail::read_lmtp_place(options_.mail_listen));
    settings.host_name = host_name();
    auto& correspondence = house_->context().take<correspondence::Correspondence>();
    STEWARD_TRY(mail_, mail::LmtpServer::start(std::move(settings), [this, &correspondence](mail::Arrival arrival) -> Status {
                    if (disk_->step() == DiskStep::ReadOnly)
                        return fail(ErrorKind::Unavailable, "installation.disk_full", "The disk is full.");
                    const Status stored = correspondence.take_in("lmtp", std::move(arrival));
                    if (!stored) log_.failure("mail", "a mail could not be stored", stored.error());
                    return stored;
                }));
    log_.info("mail", "listening", {{"place", options_.mail_listen}});
    return {};
}

void Program::tell_endpoint() {
    const std::string& address = options_.agent_address();
    directory::EnrolmentEndpoint endpoint{.host = own_host(),
                                          .port = link_->port(),
                                          .pins = identity_->pins,
                                          .packages = downloads_->packages(public_url_, certificate_ && certificate_->self_made)};
    if (options_.public_url.empty() && !is_any_address(address)) endpoint.host = address;
    house_->context().take<directory::Directory>().set_enrolment_endpoint(std::move(endpoint));
}

Status Program::add_pages() {
    PageParts parts{.house = *house_,
                    .downloads = *downloads_,
                    .clock = clock_,
                    .lacking = [this] { return lacking(); },
                    .metrics = [this] { return metrics(); },
                    .is_behind_proxy = options_.behind_proxy,
                    .ready_words = no_agents_ ? "ready for people; agents are served elsewhere\n" : "ready\n"};
    return app::add_pages(*site_, std::move(parts));
}

std::string Program::lacking() const {
    std::string lacking;
    const auto read = database_->read([](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.query("select 1"));
        return {};
    });
    if (!read) lacking += "database: " + read.error().message + "\n";
    if (!link_ && !no_agents_) lacking += "link: not listening yet\n";
    if (disk_->step() == DiskStep::ReadOnly) lacking += "disk: " + sentence_of(disk_->step(), disk_->last()) + "\n";
    return lacking;
}

std::string Program::metrics() const {
    Exposition out;
    write_metrics(out, {.house = *house_,
                        .link = link_.get(),
                        .disk = disk_->last(),
                        .disk_step = disk_->step(),
                        .version = STEWARD_VERSION,
                        .started_at = started_at_});
    out.append(site_->metrics());
    return out.text();
}

void Program::add_probes() {
    auto& service = house_->service();
    service.add_probe([this](Instant) -> std::vector<Finding> {
        const DiskUse use = disk_->last();
        const std::string text = sentence_of(disk_->step(), use);
        if (disk_->step() == DiskStep::ReadOnly) return {failed("disk", text, "Free space on the disk of " + folder_->path() + ".")};
        if (disk_->step() != DiskStep::Free || use.used_percent() > 80)
            return {warning("disk", text, "Free space on the disk of " + folder_->path() + ".")};
        return {ok("disk", text)};
    });
    service.add_probe([this](Instant) -> std::vector<Finding> {
        if (no_agents_) return {warning("agents' door", no_agents_->message, "Look at the other server.")};
        if (!link_) return {failed("agents' door", "It does not listen.", "Read the server's log.")};
        const auto numbers = link_->numbers();
        return {ok("agents' door",
                   "Port " + std::to_string(link_->port()) + ", " + std::to_string(numbers.connections) + " agents connected.")};
    });
    service.add_probe([this](Instant now) -> std::vector<Finding> {
        if (!certificate_)
            return {ok("certificate", options_.behind_proxy ? "A reverse proxy answers for it." : "None is needed on loopback.")};
        const auto days = std::chrono::duration_cast<std::chrono::hours>(certificate_->ends_at - now).count() / 24;
        const std::string text =
            "It ends in " + std::to_string(days) + " days" + (certificate_->self_made ? "; the server made it itself." : ".");
        if (days < 0) return {failed("certificate", "It has ended.", "Give a new one and send the server SIGHUP, or restart it.")};
        return {days < 21 ? warning("certificate", text,
                                    certificate_->self_made ? "Restart the server: it makes a new one."
                                                            : "Renew it, then send the server SIGHUP.")
                          : ok("certificate", text)};
    });
    service.add_probe([this](Instant) -> std::vector<Finding> {
        if (console_.empty())
            return {warning("console", "This server was built without its console.", "Build with ./dev build, or install the package.")};
        return {ok("console", std::to_string(console_.size()) + " files are in the program.")};
    });
}

void Program::begin_background() {
    house_->run();
    disk_->start();
    if (no_agents_ || database_->engine() == storage::Engine::Sqlite) return;
    std::vector<reconcilers::Reconciler> keeper = {
        {.name = "app.seat", .period = std::chrono::seconds(15), .run = [this](Instant now) { return seat_->take(now); }}};
    keeper[0].name += "." + host_name() + ":" + folder_->path();
    seat_keeper_ = reconcilers::make_runner(*database_, clock_, keeper[0].name, keeper, [this](const std::string&, const Error& error) {
        log_.failure("link", "the seat at the agents' door was lost", error);
        if (error.kind == ErrorKind::Conflict) kill(getpid(), SIGTERM);  // two servers must not both take reports
    });
    seat_keeper_->start();
}

void Program::reload_certificate() {
    if (!server_ || !certificate_) return;
    const Status reloaded = server_->reload_certificate();
    if (!reloaded) return log_.failure("http", "the certificate was not reloaded", reloaded.error());
    if (const auto read = read_certificate(certificate_->certificate_file, certificate_->key_file)) {
        certificate_->ends_at = read->ends_at;
        certificate_->fingerprint = read->fingerprint;
    }
    log_.info("http", "the certificate was read again", {{"sha256", certificate_->fingerprint}});
}

void Program::stop() {
    if (std::exchange(stopped_, true)) return;
    if (mail_) mail_->stop();
    if (link_) link_->stop();
    if (server_) server_->stop();
    if (seat_keeper_) seat_keeper_->stop();
    if (house_) house_->stop();
    if (disk_) disk_->stop();
    if (seat_ && !no_agents_) seat_->give_back();
    mail_.reset();
    link_.reset();
    server_.reset();
    site_.reset();
    intake_.reset();
    seat_keeper_.reset();  // gives its lease back while there is a database
    house_.reset();
    series_.reset();
    database_.reset();
}

}  // namespace steward::app
