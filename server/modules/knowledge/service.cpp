// Reading: lists, suggestions, one article and what its reader says of it.
#include "server/modules/knowledge/service.h"

#include <algorithm>

#include "server/modules/knowledge/words.h"
#include "server/platform/access/typed_text.h"
#include "server/platform/filter/filter.h"

namespace steward::knowledge {

namespace {
using filter::Kind;
constexpr size_t summary_bytes = 200, longest_comment = 1000, most_asked_words = 24;
constexpr int suggested = 5, candidates = 60;

constexpr filter::Field fields[] = {{"title", "a.title"},
                                    {"category", "a.category"},
                                    {"audience", "a.audience"},
                                    {"client", "coalesce(c.name, '')"},
                                    {"client_id", "coalesce(a.client_id, '')"},
                                    {"owner", "a.owner_name"},
                                    {"owner_account_id", "coalesce(a.owner_id, '')"},
                                    {"review_on", "a.review_on"},
                                    {"review_due", "a.review_due", Kind::Boolean},
                                    {"archived", "a.archived", Kind::Boolean},
                                    {"changed", "a.changed_at", Kind::Time},
                                    {"changed_by", "a.changed_by"}};
constexpr filter::Field fields_for_clients[] = {{"title", "a.title"}, {"category", "a.category"}, {"changed", "a.changed_at", Kind::Time}};
constexpr std::string_view text_columns[] = {"a.title", "a.body", "a.category"};

std::string summary_of(const ArticleRow& article) { return plain_beginning(article.body, summary_bytes); }
}  // namespace

void fill(v1::Article& message, const ArticleRow& article, const Caller& caller, bool whole) {
    message.set_article_id(article.id.text());
    message.set_title(article.title);
    message.set_category(article.category);
    if (whole) message.set_body(article.body);
    message.set_summary(summary_of(article));
    message.set_audience(article.audience);
    if (!article.client.is_nil()) message.set_client_id(article.client.text());
    message.set_client_name(article.client_name);
    message.set_version(static_cast<int32_t>(article.version));
    message.set_changed_at_unix_ms(article.changed_at.unix_ms);
    message.set_changed_by(article.changed_by);
    if (!article.owner.is_nil()) message.set_owner_account_id(article.owner.text());
    message.set_owner_name(article.owner_name);
    message.set_review_on(article.review_on);
    message.set_review_due(article.review_due);
    message.set_helpful(static_cast<int32_t>(article.helpful));
    message.set_not_helpful(static_cast<int32_t>(article.not_helpful));
    message.set_used(static_cast<int32_t>(article.used));
    message.set_own_rating(article.own_rating);
    message.set_archived(article.archived);
    message.set_etag(std::to_string(article.revision));
    if (article.archived) {
        if (caller.may("knowledge.write")) message.add_allowed_actions("restore");
        return;
    }
    if (!caller.account.is_nil()) message.add_allowed_actions("rate");
    if (caller.may("knowledge.write"))
        for (const char* action : {"edit", "review", "archive"}) message.add_allowed_actions(action);
    if (caller.may("knowledge.publish")) message.add_allowed_actions("publish");
}

Status etag_holds(const Call& call, const ArticleRow& article) {
    if (call.is_as_seen(article.revision)) return {};
    return fail(ErrorKind::StaleEtag, "knowledge.changed_meanwhile",
                "Somebody else changed this article meanwhile. Load it again and repeat your change.");
}

Result<ArticleRow> Service::load_article(Call& call, std::string_view id) const {
    const auto article_id = ArticleId::parse(id);
    if (!article_id) return bad_field("/article_id", article_id.error().message);
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto article, find_article(*transaction, call, *article_id));
    if (!article) return fail(ErrorKind::NotFound, "knowledge.article_not_found", "There is no such article that you may read.");
    return std::move(*article);
}

Result<v1::Article> Service::answer(Call& call, ArticleId id) const {
    STEWARD_TRY(const auto article, load_article(call, id.text()));
    v1::Article message;
    fill(message, article, call.caller(), true);
    return message;
}

Result<v1::ListArticlesResponse> Service::list_articles(Call& call, const v1::ListArticlesRequest& request) {
    std::vector<storage::Value> parameters{call.caller().account.text()};
    const std::string readable = readable_articles(call, parameters);
    STEWARD_TRY(auto* transaction, call.transaction());
    const bool client_side = call.caller().client_side;
    const std::span<const filter::Field> known =
        client_side ? std::span<const filter::Field>(fields_for_clients) : std::span<const filter::Field>(fields);
    STEWARD_TRY(const auto page,
                filter::read_list(*transaction,
                                  {.columns = std::string(article_columns),
                                   .from = std::string(articles_joined) + " and cast($1 as text) = cast($1 as text)" + readable,
                                   .fields = known,
                                   .text = text_columns,
                                   .id_column = "a.id",
                                   .default_order = "title"},
                                  filter::question_of(request), call.now(), std::move(parameters)));
    v1::ListArticlesResponse answer;
    for (const auto& row : page.rows) fill(*answer.add_articles(), read_article(row), call.caller(), false);
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    return answer;
}

Result<v1::SuggestArticlesResponse> Service::suggest_articles(Call& call, const v1::SuggestArticlesRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    v1::SuggestArticlesResponse answer;
    const auto asked = words_of(std::string_view(request.text()).substr(0, 4000), most_asked_words);
    STEWARD_TRY(const auto found, find_by_words(*transaction, asked, candidates));
    std::vector<std::pair<int, ArticleRow>> fitting;
    for (const auto& id : found) {
        STEWARD_TRY(auto article, find_article(*transaction, call, id));
        if (!article || article->archived) continue;
        if (request.for_clients() && article->audience != "clients") continue;
        const bool about_another =
            !article->client.is_nil() && !request.client_id().empty() && article->client.text() != request.client_id();
        if (about_another) continue;
        const int points = score(asked, words_of(article->title, 100), words_of(article->body, 2000));
        if (points > 0) fitting.emplace_back(points, std::move(*article));
    }
    std::stable_sort(fitting.begin(), fitting.end(),
                     [](const auto& a, const auto& b) { return a.first != b.first ? a.first > b.first : a.second.title < b.second.title; });
    if (fitting.size() > suggested) fitting.resize(suggested);
    for (const auto& [points, article] : fitting) fill(*answer.add_articles(), article, call.caller(), true);
    return answer;
}

Result<v1::ListArticleCategoriesResponse> Service::list_article_categories(Call& call, const v1::ListArticleCategoriesRequest&) {
    std::vector<storage::Value> parameters;
    const std::string readable = readable_articles(call, parameters);
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto rows, transaction->run("select a.category, count(*) from knowledge_articles a where not a.archived" + readable +
                                                      " group by a.category order by a.category limit 500",
                                                  parameters));
    v1::ListArticleCategoriesResponse answer;
    for (const auto& row : rows) {
        auto& category = *answer.add_categories();
        category.set_name(row.text(0));
        category.set_count(static_cast<int32_t>(row.integer(1)));
    }
    return answer;
}

Result<v1::Article> Service::get_article(Call& call, const v1::GetArticleRequest& request) {
    STEWARD_TRY(const auto article, load_article(call, request.article_id()));
    v1::Article message;
    fill(message, article, call.caller(), true);
    return message;
}

Result<v1::Article> Service::rate_article(Call& call, const v1::RateArticleRequest& request) {
    STEWARD_TRY(const auto article, load_article(call, request.article_id()));
    if (call.caller().account.is_nil())
        return fail(ErrorKind::Forbidden, "knowledge.no_account", "Only somebody with an account can say whether an article helped.");
    STEWARD_TRY(const auto comment, access::typed_line("/comment", request.comment(), longest_comment, false));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(save_rating(*transaction, article.id, call.caller().account, request.helpful(), comment, call.now()));
    call.set_audit_subject(article.id.text());
    call.add_audit_detail("helpful", request.helpful() ? "yes" : "no");
    return answer(call, article.id);
}

}  // namespace steward::knowledge
