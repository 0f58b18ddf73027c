// The room's API: load, decide, one transaction. Files in service.cpp and uploads.cpp, links in
// service_links.cpp, settings in service_settings.cpp.
#pragma once

#include "server/modules/attachments/links.h"
#include "server/modules/helpdesk/helpdesk.h"
#include "server/platform/access/call.h"
#include "server/platform/live/hub.h"
#include "steward/attachments/v1/attachments.service.h"

namespace steward::attachments {

class Service final : public v1::AttachmentsService {
public:
    Service(helpdesk::TicketWork& work, Shelf& shelf, const Links& links, live::Hub& hub, Rng& rng)
        : work_(work), shelf_(shelf), links_(links), hub_(hub), rng_(rng) {}

    Result<v1::ListAttachmentsResponse> list_attachments(Call& call, const v1::ListAttachmentsRequest& request) override;
    Result<v1::AttachmentPart> download_attachment(Call& call, const v1::DownloadAttachmentRequest& request) override;
    Result<v1::DeleteAttachmentResponse> delete_attachment(Call& call, const v1::DeleteAttachmentRequest& request) override;

    Result<v1::Attachment> create_attachment(Call& call, const v1::CreateAttachmentRequest& request) override;
    Result<v1::Attachment> put_attachment_part(Call& call, const v1::PutAttachmentPartRequest& request) override;
    Result<v1::AttachFilesResponse> attach_files(Call& call, const v1::AttachFilesRequest& request) override;

    Result<v1::LinkedFile> look_at_file_link(Call& call, const v1::LookAtFileLinkRequest& request) override;
    Result<v1::FilePass> open_file_link(Call& call, const v1::OpenFileLinkRequest& request) override;
    Result<v1::AttachmentPart> download_by_pass(Call& call, const v1::DownloadByPassRequest& request) override;

    Result<v1::AttachmentSettings> get_attachment_settings(Call& call, const v1::GetAttachmentSettingsRequest& request) override;
    Result<v1::AttachmentSettings> update_attachment_settings(Call& call, const v1::UpdateAttachmentSettingsRequest& request) override;
    Result<v1::ScannerTest> test_scanner(Call& call, const v1::TestScannerRequest& request) override;

private:
    /// The ticket of the call, if this caller may see it. Failure: NotFound "helpdesk.ticket_not_found".
    Result<TicketId> visible_ticket(Call& call, std::string_view id) const;
    /// The same, if they may also put files into it. Failure: also Forbidden "attachments.only_read".
    Result<TicketId> writable_ticket(Call& call, std::string_view id) const;
    /// One that the caller may see. Failure: NotFound "attachments.not_found".
    Result<FileRow> visible_file(Call& call, std::string_view id) const;
    /// An upload of the caller's own that is not in a conversation yet.
    Result<FileRow> own_draft(Call& call, std::string_view id) const;
    Result<v1::FilePass> open_by_code(Call& call, Transaction& transaction, const Links::Found& found, const std::string& code);
    Status mail_code(Transaction& transaction, const Links::Found& found, Instant now);
    void tell(Transaction& transaction, ClientId client, TicketId ticket) const;

    helpdesk::TicketWork& work_;
    Shelf& shelf_;
    const Links& links_;
    live::Hub& hub_;
    Rng& rng_;
};

/// How `caller` sees the file, with what they may do to it now.
void fill(v1::Attachment& message, const FileRow& file, const Caller& caller);

}  // namespace steward::attachments
