// The room's API: mail that came, held mail let in or put aside, our address and mailbox, clients' domains.
//
// A mail belongs to its client; one of nobody that we know is shown to whoever sees all clients.
#pragma once

#include "server/modules/correspondence/sort.h"
#include "server/platform/access/call.h"
#include "steward/correspondence/v1/correspondence.service.h"

namespace steward::correspondence {

class Service final : public v1::CorrespondenceService {
public:
    Service(Sorter& sorter, helpdesk::TicketsByMail& tickets, const Settings& settings)
        : sorter_(sorter), tickets_(tickets), settings_(settings) {}

    Result<v1::ListMailsResponse> list_mails(Call& call, const v1::ListMailsRequest& request) override;
    Result<v1::Mail> get_mail(Call& call, const v1::GetMailRequest& request) override;
    Result<v1::MailAttachmentContent> get_mail_attachment(Call& call, const v1::GetMailAttachmentRequest& request) override;
    Result<v1::MailPart> download_mail(Call& call, const v1::DownloadMailRequest& request) override;
    Result<v1::ListSentMailsResponse> list_sent_mails(Call& call, const v1::ListSentMailsRequest& request) override;
    Result<v1::Mail> release_mail(Call& call, const v1::ReleaseMailRequest& request) override;
    Result<v1::Mail> dismiss_mail(Call& call, const v1::DismissMailRequest& request) override;
    Result<v1::MailSettings> get_mail_settings(Call& call, const v1::GetMailSettingsRequest& request) override;
    Result<v1::MailSettings> update_mail_settings(Call& call, const v1::UpdateMailSettingsRequest& request) override;
    Result<v1::ListMailDomainsResponse> list_mail_domains(Call& call, const v1::ListMailDomainsRequest& request) override;
    Result<v1::MailDomain> add_mail_domain(Call& call, const v1::AddMailDomainRequest& request) override;
    Result<v1::RemoveMailDomainResponse> remove_mail_domain(Call& call, const v1::RemoveMailDomainRequest& request) override;

private:
    Result<MailRow> load(Call& call, const std::string& id) const;
    Result<MailRow> load_held(Call& call, const std::string& id) const;
    Sorter& sorter_;
    helpdesk::TicketsByMail& tickets_;
    const Settings& settings_;
};

}  // namespace steward::correspondence
