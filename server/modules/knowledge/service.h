// The room's API: load, decide, one transaction. Reading in service.cpp, writing in service_writing.cpp, versions and tickets in
// service_uses.cpp.
#pragma once

#include "server/modules/helpdesk/helpdesk.h"
#include "server/modules/knowledge/store.h"
#include "steward/knowledge/v1/knowledge.service.h"

namespace steward::knowledge {

class Service final : public v1::KnowledgeService {
public:
    Service(helpdesk::TicketWork& work, Rng& rng) : work_(work), rng_(rng) {}

    Result<v1::ListArticlesResponse> list_articles(Call& call, const v1::ListArticlesRequest& request) override;
    Result<v1::SuggestArticlesResponse> suggest_articles(Call& call, const v1::SuggestArticlesRequest& request) override;
    Result<v1::ListArticleCategoriesResponse> list_article_categories(Call& call, const v1::ListArticleCategoriesRequest& request) override;
    Result<v1::Article> get_article(Call& call, const v1::GetArticleRequest& request) override;
    Result<v1::Article> rate_article(Call& call, const v1::RateArticleRequest& request) override;

    Result<v1::Article> create_article(Call& call, const v1::CreateArticleRequest& request) override;
    Result<v1::Article> update_article(Call& call, const v1::UpdateArticleRequest& request) override;
    Result<v1::Article> publish_article(Call& call, const v1::PublishArticleRequest& request) override;
    Result<v1::Article> review_article(Call& call, const v1::ReviewArticleRequest& request) override;
    Result<v1::Article> archive_article(Call& call, const v1::ArchiveArticleRequest& request) override;

    Result<v1::ListArticleVersionsResponse> list_article_versions(Call& call, const v1::ListArticleVersionsRequest& request) override;
    Result<v1::ArticleVersion> get_article_version(Call& call, const v1::GetArticleVersionRequest& request) override;

    Result<v1::ListTicketArticlesResponse> list_ticket_articles(Call& call, const v1::ListTicketArticlesRequest& request) override;
    Result<v1::ListTicketArticlesResponse> link_article(Call& call, const v1::LinkArticleRequest& request) override;
    Result<v1::ListTicketArticlesResponse> unlink_article(Call& call, const v1::UnlinkArticleRequest& request) override;

private:
    /// Failure: NotFound "knowledge.article_not_found", also when it is not the caller's to read.
    Result<ArticleRow> load_article(Call& call, std::string_view id) const;
    Result<TicketId> visible_ticket(Call& call, std::string_view id) const;
    Status set_owner(Call& call, ArticleRow& article, std::string_view account_id) const;
    Result<v1::ListTicketArticlesResponse> answer_uses(Call& call, TicketId ticket) const;
    /// Reads it again, with names and counts.
    Result<v1::Article> answer(Call& call, ArticleId id) const;

    helpdesk::TicketWork& work_;
    Rng& rng_;
};

/// How the caller sees it; `whole`: with its body.
void fill(v1::Article& message, const ArticleRow& article, const Caller& caller, bool whole);
/// Failure: StaleEtag "knowledge.changed_meanwhile" when the article is another one than the caller saw.
Status etag_holds(const Call& call, const ArticleRow& article);

}  // namespace steward::knowledge
