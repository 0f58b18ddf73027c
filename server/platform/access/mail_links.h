// Sign-in links by mail, for a client's people only: staff always show a second factor.
//
// Who asks gets the same answer whatever the address. A link works once, for 15 minutes, and only in the
// browser in which it was asked for: a mail that somebody else reads opens nothing.
#pragma once

#include "server/platform/access/service.h"
#include "server/platform/access/sign_in_mail.h"
#include "steward/access/v1/providers.service.h"

namespace steward::access {

inline constexpr Duration mail_link_lives = std::chrono::minutes(15);
/// So many mails in an hour for one address; further requests are answered alike and send nothing.
inline constexpr int64_t mail_links_an_hour = 5, mail_links_an_hour_in_all = 40;  // asked from one network; from anywhere

class MailLinkDesk final : public v1::MailLinkService, public SignInMail {
public:
    MailLinkDesk(storage::Database& database, const Sealing& sealing, Rng& rng, Service& sessions)
        : database_(database), sealing_(sealing), rng_(rng), sessions_(sessions) {}

    Result<v1::RequestMailLinkResponse> request_mail_link(Call& call, const v1::RequestMailLinkRequest& request) override;
    Result<v1::SignInResponse> redeem_mail_link(Call& call, const v1::RedeemMailLinkRequest& request) override;
    std::string address_of(const std::string& request_id, Instant now) override;

private:
    storage::Database& database_;
    const Sealing& sealing_;
    Rng& rng_;
    Service& sessions_;
};

}  // namespace steward::access
