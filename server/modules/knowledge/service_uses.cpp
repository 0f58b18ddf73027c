// Versions of an article, and the tickets that it was used in.
#include <charconv>

#include "server/modules/knowledge/difference.h"
#include "server/modules/knowledge/service.h"
#include "server/platform/access/typed_text.h"
#include "server/platform/filter/filter.h"

namespace steward::knowledge {

namespace {
using filter::Kind;
constexpr size_t most_uses = 50;
constexpr std::string_view ways[] = {"used", "link", "text"};
constexpr filter::Field version_fields[] = {
    {"number", "v.number", Kind::Number}, {"author", "v.author"}, {"at", "v.at", Kind::Time}, {"what_changed", "v.what_changed"}};
constexpr std::string_view version_text[] = {"v.title", "v.author", "v.what_changed"};

void fill(v1::ArticleVersion& message, const VersionRow& version) {
    message.set_number(static_cast<int32_t>(version.number));
    message.set_title(version.title);
    message.set_author(version.author);
    message.set_at_unix_ms(version.at.unix_ms);
    message.set_what_changed(version.what_changed);
}

std::string_view word_of(Change::Kind kind) {
    switch (kind) {
        case Change::Kind::Added:
            return "added";
        case Change::Kind::Removed:
            return "removed";
        case Change::Kind::Same:
            break;
    }
    return "same";
}
}  // namespace

Result<v1::ListArticleVersionsResponse> Service::list_article_versions(Call& call, const v1::ListArticleVersionsRequest& request) {
    STEWARD_TRY(const auto article, load_article(call, request.article_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto page, filter::read_list(*transaction,
                                                   {.columns = std::string(version_columns),
                                                    .from = " from knowledge_versions v where v.article_id = $1",
                                                    .fields = version_fields,
                                                    .text = version_text,
                                                    .id_column = "v.id",
                                                    .default_order = "-number"},
                                                   filter::question_of(request), call.now(), {article.id.text()}));
    v1::ListArticleVersionsResponse answer;
    for (const auto& row : page.rows) fill(*answer.add_versions(), read_version(row));
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    return answer;
}

Result<v1::ArticleVersion> Service::get_article_version(Call& call, const v1::GetArticleVersionRequest& request) {
    STEWARD_TRY(const auto article, load_article(call, request.article_id()));
    int64_t number = 0;
    const char* end = request.number().data() + request.number().size();
    if (std::from_chars(request.number().data(), end, number).ptr != end) return bad_field("/number", "A version is a number.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto version, find_version(*transaction, article.id, number));
    if (!version) return fail(ErrorKind::NotFound, "knowledge.version_not_found", "This article has no such version.");
    STEWARD_TRY(const auto before, find_version(*transaction, article.id, number - 1));
    v1::ArticleVersion answer;
    fill(answer, *version);
    answer.set_body(version->body);
    const std::string old_text = before ? before->title + "\n\n" + before->body : "", new_text = version->title + "\n\n" + version->body;
    for (const auto& change : difference(old_text, new_text)) {
        auto& line = *answer.add_diff();
        line.set_kind(std::string(word_of(change.kind)));
        line.set_text(std::string(change.line));
    }
    return answer;
}

Result<TicketId> Service::visible_ticket(Call& call, std::string_view id) const {
    const auto ticket = TicketId::parse(id);
    if (!ticket) return bad_field("/ticket_id", ticket.error().message);
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const bool sees, work_.may_see(*transaction, *ticket, call.caller()));
    if (!sees) return fail(ErrorKind::NotFound, "helpdesk.ticket_not_found", "There is no such ticket.");
    return *ticket;
}

Result<v1::ListTicketArticlesResponse> Service::answer_uses(Call& call, TicketId ticket) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto uses, uses_of(*transaction, call, ticket));
    v1::ListTicketArticlesResponse answer;
    for (const auto& use : uses) {
        // That one of ours looked something up is not the client's; what was sent to them is.
        if (call.caller().client_side && use.how == "used") continue;
        auto& message = *answer.add_articles();
        message.set_article_id(use.article.text());
        message.set_title(use.title);
        message.set_how(use.how);
        message.set_by(use.by);
        message.set_at_unix_ms(use.at.unix_ms);
        message.set_audience(use.audience);
    }
    return answer;
}

Result<v1::ListTicketArticlesResponse> Service::list_ticket_articles(Call& call, const v1::ListTicketArticlesRequest& request) {
    STEWARD_TRY(const auto ticket, visible_ticket(call, request.ticket_id()));
    return answer_uses(call, ticket);
}

Result<v1::ListTicketArticlesResponse> Service::link_article(Call& call, const v1::LinkArticleRequest& request) {
    STEWARD_TRY(const auto ticket, visible_ticket(call, request.ticket_id()));
    STEWARD_TRY(const auto article, load_article(call, request.article_id()));
    STEWARD_TRY(const auto how, access::typed_choice("/how", request.how(), ways, "used"));
    if (!article.client.is_nil() && article.client != call.client())
        return fail(ErrorKind::Conflict, "knowledge.of_another_client",
                    "This article is about another client: it has no place in this ticket.");
    if (how == "link" && article.audience != "clients")
        return fail(ErrorKind::Conflict, "knowledge.internal",
                    "This article is internal: the client could not open the link. Insert its text, or publish it.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto uses, uses_of(*transaction, call, ticket));
    if (uses.size() >= most_uses) return fail(ErrorKind::Conflict, "knowledge.too_many", "This ticket has 50 articles already.");
    STEWARD_CHECK(insert_use(*transaction, call.client(), ticket,
                             {.article = article.id, .title = {}, .how = how, .by = call.caller().name, .audience = {}, .at = call.now()}));
    call.set_audit_subject(ticket.text());
    call.add_audit_detail("article", article.id.text());
    call.add_audit_detail("how", how);
    return answer_uses(call, ticket);
}

Result<v1::ListTicketArticlesResponse> Service::unlink_article(Call& call, const v1::UnlinkArticleRequest& request) {
    STEWARD_TRY(const auto ticket, visible_ticket(call, request.ticket_id()));
    const auto article = ArticleId::parse(request.article_id());
    if (!article) return bad_field("/article_id", article.error().message);
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(delete_use(*transaction, ticket, *article));
    call.set_audit_subject(ticket.text());
    call.add_audit_detail("article", article->text());
    return answer_uses(call, ticket);
}

}  // namespace steward::knowledge
