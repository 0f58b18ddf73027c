// The room's API.
#pragma once

#include "server/modules/authority/courier.h"
#include "server/modules/authority/publishing.h"
#include "steward/authority/v1/authority.service.h"

namespace steward::authority {

class Service final : public v1::AuthorityService {
public:
    Service(Chain& chain, Courier& courier, live::Hub& hub, Publishing& publishing, directory::Directory& directory,
            directory::Enrolments& enrolments)
        : chain_(chain), courier_(courier), hub_(hub), publishing_(publishing), directory_(directory), enrolments_(enrolments) {}

    Result<v1::Authority> get_authority(Call& call, const v1::GetAuthorityRequest& request) override;
    Result<v1::ListAuthorityMessagesResponse> list_authority_messages(Call& call, const v1::ListAuthorityMessagesRequest& request) override;
    Result<v1::PostAuthorityMessageResponse> post_authority_message(Call& call, const v1::PostAuthorityMessageRequest& request) override;
    Result<v1::ListGateQuestionsResponse> list_gate_questions(Call& call, const v1::ListGateQuestionsRequest& request) override;
    Result<v1::ListGatesResponse> list_gates(Call& call, const v1::ListGatesRequest& request) override;
    Result<v1::Gate> get_gate(Call& call, const v1::GetGateRequest& request) override;
    Result<v1::ListGrantsResponse> list_grants(Call& call, const v1::ListGrantsRequest& request) override;

private:
    /// Somebody's courier was here: no person looks at the chain as a list of messages.
    void note_visit(const Call& call) const;

    Chain& chain_;
    Courier& courier_;
    live::Hub& hub_;
    Publishing& publishing_;
    directory::Directory& directory_;
    directory::Enrolments& enrolments_;
};

/// Without questions and the log's key, which stand in the database.
v1::Authority authority_message(const Standing& standing, Instant now);
/// What people must know: sentences, the gravest first.
std::vector<std::string> warnings_of(const Standing& standing, bool log_key_pinned, Instant now);
std::vector<std::string> class_texts(uint64_t bits);
void fill(v1::CarryingHealth& message, const Courier::Numbers& numbers, const Standing& standing);
void fill(v1::Gate& message, const GateRow& gate, const Standing& standing, Instant now);

}  // namespace steward::authority
