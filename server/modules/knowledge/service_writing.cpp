// Writing: new articles, other words, who reads them, and whether they are still right.
#include "server/modules/knowledge/service.h"
#include "server/platform/access/typed_text.h"

namespace steward::knowledge {

namespace {
constexpr size_t longest_title = 200, longest_body = 200'000, longest_category = 100, longest_change = 300;
constexpr std::string_view audiences[] = {"internal", "clients"};

// A day of the calendar, or nothing.
Result<std::string> typed_day(std::string_view pointer, std::string_view text) {
    if (text.empty()) return std::string{};
    const auto at = parse_rfc3339(std::string(text) + "T00:00:00Z");
    if (!at || to_rfc3339(*at).substr(0, 10) != text) return bad_field(std::string(pointer), "A day is written like 2027-05-01.");
    return std::string(text);
}

// What is done to an article about a client stands in the audit trail as that client's.
void set_subject(Call& call, const ArticleRow& article) {
    call.set_audit_subject(article.id.text());
    if (!article.client.is_nil()) call.set_client(article.client);
}

std::string today_of(Instant now) { return to_rfc3339(now).substr(0, 10); }

Status set_review_day(ArticleRow& article, std::string_view day, Instant now) {
    STEWARD_TRY(article.review_on, typed_day("/review_on", day));
    if (!article.review_on.empty() && article.review_on <= today_of(now))
        return bad_field("/review_on", "The day of the next review lies ahead.");
    article.review_due = false;
    return {};
}

Status not_archived(const ArticleRow& article) {
    if (!article.archived) return {};
    return fail(ErrorKind::Conflict, "knowledge.archived", "This article is archived. Take it out of the archive first.");
}
}  // namespace

Status Service::set_owner(Call& call, ArticleRow& article, std::string_view account_id) const {
    article.owner = {};
    article.owner_name.clear();
    if (account_id.empty()) return {};
    const auto account = AccountId::parse(account_id);
    if (!account) return bad_field("/owner_account_id", account.error().message);
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto name, staff_name(*transaction, *account));
    if (!name) return bad_field("/owner_account_id", "Choose one of your own people.");
    article.owner = *account;
    article.owner_name = *name;
    return {};
}

Result<v1::Article> Service::create_article(Call& call, const v1::CreateArticleRequest& request) {
    ArticleRow article;
    article.id = ArticleId::make(call.now(), rng_);
    STEWARD_TRY(article.title, access::typed_line("/title", request.title(), longest_title));
    STEWARD_TRY(article.body, access::typed_text("/body", request.body(), longest_body));
    STEWARD_TRY(article.category, access::typed_line("/category", request.category(), longest_category, false));
    STEWARD_CHECK(set_owner(call, article, request.owner_account_id()));
    STEWARD_CHECK(set_review_day(article, request.review_on(), call.now()));
    if (!request.client_id().empty()) {
        STEWARD_TRY(article.client, ClientId::parse(request.client_id()));
    }
    article.audience = "internal";
    article.created_at = article.changed_at = call.now();
    article.changed_by = call.caller().name;
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(insert_article(*transaction, article));
    STEWARD_CHECK(
        insert_version(*transaction, article.id,
                       {.number = 1, .title = article.title, .body = article.body, .author = article.changed_by, .at = call.now()},
                       to_text(make_raw_id(call.now(), rng_))));
    set_subject(call, article);
    call.add_audit_detail("title", article.title);
    return answer(call, article.id);
}

Result<v1::Article> Service::update_article(Call& call, const v1::UpdateArticleRequest& request) {
    STEWARD_TRY(auto article, load_article(call, request.article_id()));
    STEWARD_CHECK(etag_holds(call, article));
    STEWARD_CHECK(not_archived(article));
    const std::string title = article.title, body = article.body;
    if (request.has_title()) {
        STEWARD_TRY(article.title, access::typed_line("/title", request.title(), longest_title));
    }
    if (request.has_body()) {
        STEWARD_TRY(article.body, access::typed_text("/body", request.body(), longest_body));
    }
    if (request.has_category()) {
        STEWARD_TRY(article.category, access::typed_line("/category", request.category(), longest_category, false));
    }
    if (request.has_owner_account_id()) STEWARD_CHECK(set_owner(call, article, request.owner_account_id()));
    if (request.has_review_on() && request.review_on() != article.review_on)
        STEWARD_CHECK(set_review_day(article, request.review_on(), call.now()));
    STEWARD_TRY(const auto change, access::typed_line("/what_changed", request.what_changed(), longest_change, false));
    STEWARD_TRY(auto* transaction, call.transaction());
    article.changed_at = call.now();
    article.changed_by = call.caller().name;
    const bool other_words = article.title != title || article.body != body;
    if (other_words) {
        ++article.version;
        STEWARD_CHECK(insert_version(*transaction, article.id,
                                     {.number = article.version,
                                      .title = article.title,
                                      .body = article.body,
                                      .author = article.changed_by,
                                      .at = call.now(),
                                      .what_changed = change},
                                     to_text(make_raw_id(call.now(), rng_))));
        STEWARD_CHECK(index_article(*transaction, article));
    }
    STEWARD_CHECK(save_article(*transaction, article));
    set_subject(call, article);
    call.add_audit_detail("version", std::to_string(article.version));
    return answer(call, article.id);
}

Result<v1::Article> Service::publish_article(Call& call, const v1::PublishArticleRequest& request) {
    STEWARD_TRY(auto article, load_article(call, request.article_id()));
    STEWARD_CHECK(etag_holds(call, article));
    STEWARD_CHECK(not_archived(article));
    STEWARD_TRY(article.audience, access::typed_choice("/audience", request.audience(), audiences));
    article.client = {};
    if (!request.client_id().empty()) {
        STEWARD_TRY(article.client, ClientId::parse(request.client_id()));
    }
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(save_article(*transaction, article));
    set_subject(call, article);
    call.add_audit_detail("audience", article.audience);
    return answer(call, article.id);
}

Result<v1::Article> Service::review_article(Call& call, const v1::ReviewArticleRequest& request) {
    STEWARD_TRY(auto article, load_article(call, request.article_id()));
    STEWARD_CHECK(etag_holds(call, article));
    STEWARD_CHECK(not_archived(article));
    STEWARD_CHECK(set_review_day(article, request.review_on(), call.now()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(save_article(*transaction, article));
    set_subject(call, article);
    call.add_audit_detail("review_on", article.review_on);
    return answer(call, article.id);
}

Result<v1::Article> Service::archive_article(Call& call, const v1::ArchiveArticleRequest& request) {
    STEWARD_TRY(auto article, load_article(call, request.article_id()));
    STEWARD_CHECK(etag_holds(call, article));
    article.archived = request.archived();
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(save_article(*transaction, article));
    set_subject(call, article);
    call.add_audit_detail("archived", article.archived ? "yes" : "no");
    return answer(call, article.id);
}

}  // namespace steward::knowledge
