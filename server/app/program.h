// The serving program: the house with its doors. Built by server/main.cpp, ended by a signal.
#pragma once

#include <memory>

#include "server/app/agents_seat.h"
#include "server/app/certificate.h"
#include "server/app/disk_watch.h"
#include "server/app/downloads.h"
#include "server/app/guarded_intake.h"
#include "server/app/house.h"
#include "server/app/log.h"
#include "server/app/options.h"
#include "server/app/state_folder.h"
#include "server/platform/http/server.h"
#include "server/platform/link/link.h"
#include "server/platform/mail/lmtp.h"

namespace steward::app {

class Program {
public:
    /// Opens everything and listens. Failures are those of the parts; each says what to do.
    /// "state.in_use" and "access.not_set_up" have exit codes of their own (main.cpp).
    static Result<std::unique_ptr<Program>> start(Options options, Clock& clock, Rng& rng, Log& log);
    ~Program() { stop(); }

    void stop();                // in reverse; safe to repeat
    void reload_certificate();  // SIGHUP

    const std::string& public_url() const { return public_url_; }
    uint16_t port() const { return server_->ports().at(0); }
    uint16_t agent_port() const { return link_ ? link_->port() : uint16_t{0}; }
    House& house() { return *house_; }

private:
    Program(Options options, Clock& clock, Rng& rng, Log& log)
        : options_(std::move(options)), clock_(clock), rng_(rng), log_(log), started_at_(clock.now()) {}
    Status open_seams();
    Status open_house();
    void tell_monitoring(DiskStep step, const DiskUse& use);
    Status serve_people();
    Status serve_agents();
    Status take_mail();
    Status add_pages();
    void add_probes();
    void begin_background();
    void tell_endpoint();
    // Also towards a proxy on another machine: what it hands on are passwords and cookies.
    bool wants_tls() const { return !options_.tls_certificate.empty() || !is_loopback(options_.listen); }
    std::string own_host() const;
    std::string lacking() const;  // why it is not ready, a line each; empty: it is
    std::string metrics() const;

    Options options_;
    Clock& clock_;
    Rng& rng_;
    Log& log_;
    Instant started_at_;
    std::string public_url_;
    std::unique_ptr<StateFolder> folder_;
    std::unique_ptr<storage::Database> database_;
    std::optional<access::Installation> installation_;
    std::unique_ptr<series::SeriesStore> series_;
    std::unique_ptr<live::Hub> hub_;
    std::unique_ptr<DiskWatch> disk_;
    std::unique_ptr<AgentsSeat> seat_;
    std::optional<Error> no_agents_;  // why this process serves none
    std::unique_ptr<reconcilers::Runner> seat_keeper_;
    std::unique_ptr<House> house_;
    std::unique_ptr<GuardedIntake> intake_;
    std::unique_ptr<Downloads> downloads_;
    std::optional<ConsoleCertificate> certificate_;
    std::vector<http::StaticFile> console_;
    std::unique_ptr<http::Site> site_;
    std::unique_ptr<http::Server> server_;
    std::optional<link::ServerIdentity> identity_;
    std::unique_ptr<link::Link> link_;
    std::unique_ptr<mail::LmtpServer> mail_;
    bool stopped_ = false;
};

}  // namespace steward::app
