#include "server/platform/access/access.h"

#include <sodium.h>

#include "server/platform/access/attempts.h"
#include "server/platform/access/mail_links.h"
#include "server/platform/access/passkeys.h"
#include "server/platform/access/providers.h"
#include "server/platform/access/session_authenticator.h"

namespace steward::access {

namespace {
constexpr Duration sweep_period = std::chrono::minutes(30);

// What has ended is removed a day later: long enough to see it when somebody asks why.
Status sweep(storage::Transaction& transaction, Instant now) {
    const Instant day_ago = now - std::chrono::hours(24);
    const Instant week_ago = now - std::chrono::hours(24 * 7);
    STEWARD_CHECK(transaction.execute("delete from access_sessions where expires_at < $1 or last_used_at < $2", now, week_ago));
    STEWARD_CHECK(transaction.execute("delete from access_links where expires_at < $1", day_ago));
    STEWARD_CHECK(transaction.execute("delete from access_challenges where expires_at < $1", now));
    STEWARD_CHECK(transaction.execute("delete from access_visits where expires_at < $1", now));
    STEWARD_CHECK(transaction.execute("delete from access_mail_links where expires_at < $1", day_ago));
    STEWARD_CHECK(transaction.execute("delete from access_idempotency where created_at < $1", day_ago));
    STEWARD_CHECK(transaction.execute("delete from access_login_failures where last_at < $1", now - attempts_remembered));
    return {};
}

class OpenedAccess final : public Access {
public:
    OpenedAccess(storage::Database& database, Rng& rng, const Installation& installation, AccessSettings settings)
        : database_(database),
          sealing_(installation.sealing),
          authenticator_(database),
          gate_(resources_, sealing_, settings.rates),
          service_(database, resources_, sealing_, rng, std::move(settings.service)),
          passkeys_(database, rng, service_),
          providers_(database, resources_, sealing_, rng, service_, std::move(settings.fetch)),
          mail_links_(database, sealing_, rng, service_) {}

    Authenticator& authenticator() override { return authenticator_; }
    Gate& gate() override { return gate_; }
    v1::AccessService& service() override { return service_; }
    v1::PasskeyService& passkeys() override { return passkeys_; }
    v1::ProviderService& providers() override { return providers_; }
    v1::MailLinkService& mail_links() override { return mail_links_; }
    SignInMail& sign_in_mail() override { return mail_links_; }
    void register_resource(std::string_view noun, std::string_view table, Resources::Sight sees) override {
        resources_.add(noun, table, sees);
    }

    std::vector<reconcilers::Reconciler> reconcilers() override {
        return {{.name = "access.sweep", .period = sweep_period, .run = [this](Instant now) {
                     return database_.write([now](storage::Transaction& transaction) { return sweep(transaction, now); });
                 }}};
    }

    Result<AuditVerdict> verify_audit() override {
        AuditVerdict verdict;
        STEWARD_CHECK(database_.read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(verdict, access::verify_audit(transaction));
            return {};
        }));
        return verdict;
    }

private:
    storage::Database& database_;
    Sealing sealing_;
    Resources resources_;
    SessionAuthenticator authenticator_;
    DispatchGate gate_;
    Service service_;
    PasskeyDesk passkeys_;
    ProviderDesk providers_;
    MailLinkDesk mail_links_;
};
}  // namespace

std::vector<BoundMethod> Access::methods() {
    std::vector<BoundMethod> all = v1::bind(service());
    for (auto& method : v1::bind(passkeys())) all.push_back(std::move(method));
    for (auto& method : v1::bind(providers())) all.push_back(std::move(method));
    for (auto& method : v1::bind(mail_links())) all.push_back(std::move(method));
    return all;
}

Result<std::unique_ptr<Access>> Access::open(storage::Database& database, Rng& rng, const Installation& installation,
                                             AccessSettings settings) {
    if (sodium_init() < 0) return fail(ErrorKind::Internal, "access.crypto", "The crypto library cannot start on this machine.");
    if (settings.service.provider_name.empty()) settings.service.provider_name = installation.provider_name;
    while (settings.service.public_url.ends_with('/')) settings.service.public_url.pop_back();
    return std::make_unique<OpenedAccess>(database, rng, installation, std::move(settings));
}

}  // namespace steward::access
