// Who asks, what they may, whose data: the room's one public class, built by server/app.
//
// Everything an installation's people do passes here first. Opened once, thread safe, outlives the
// dispatcher. Setting up an installation is not here: see server/platform/setup.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "server/platform/access/audit.h"
#include "server/platform/access/authenticator.h"
#include "server/platform/access/installation.h"
#include "server/platform/access/rate.h"
#include "server/platform/access/service.h"
#include "server/platform/access/sign_in_mail.h"
#include "server/platform/outbound/http_request.h"
#include "server/platform/reconcilers/reconciler.h"
#include "steward/access/v1/passkeys.service.h"
#include "steward/access/v1/providers.service.h"

namespace steward::access {

struct AccessSettings {
    ServiceSettings service;
    RateLimits rates;
    /// How OpenID providers are asked.
    std::function<outbound::HttpAnswer(const outbound::HttpRequest&)> fetch = outbound::ask;
};

class Access {
public:
    /// The database must be migrated and outlive this. Failure: Internal "access.crypto" when the
    /// crypto library cannot start.
    static Result<std::unique_ptr<Access>> open(storage::Database& database, Rng& rng, const Installation& installation,
                                                AccessSettings settings);
    virtual ~Access() = default;

    virtual Authenticator& authenticator() = 0;
    virtual Gate& gate() = 0;
    virtual v1::AccessService& service() = 0;  // for steward::access::v1::bind
    virtual v1::PasskeyService& passkeys() = 0;
    virtual v1::ProviderService& providers() = 0;
    virtual v1::MailLinkService& mail_links() = 0;
    virtual SignInMail& sign_in_mail() = 0;  // for the room that sends mails
    /// All methods of the room's services, bound.
    std::vector<BoundMethod> methods();

    /// How the client of a noun's id is found: `select client_id from <table> where id = $1` (for
    /// "client": `select id`). Before the first call; the texts are ours, never a caller's.
    virtual void register_resource(std::string_view noun, std::string_view table,
                                   Result<bool> (*sees)(storage::Transaction&, const Caller&, std::string_view) = nullptr) = 0;

    /// "access.sweep": removes what has ended (sessions, links, kept answers, old failures).
    virtual std::vector<reconcilers::Reconciler> reconcilers() = 0;

    /// The chain of the audit trail, read as a whole; see audit.h.
    virtual Result<AuditVerdict> verify_audit() = 0;
};

}  // namespace steward::access
