// The room's parts, handed to the composition root.
#include "server/platform/assembly/module.h"
#include "server/modules/knowledge/service.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::knowledge {

namespace {
class KnowledgeModule final : public assembly::Module {
public:
    explicit KnowledgeModule(assembly::Context& context)
        : database_(context.database), hub_(context.hub), service_(context.take<helpdesk::TicketWork>(), context.rng) {}

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }
    std::vector<reconcilers::Reconciler> reconcilers() override {
        return {
            {.name = "knowledge.reviews", .period = std::chrono::minutes(10), .run = [this](Instant now) { return open_reviews(now); }}};
    }

private:
    // From its day on an article stands under "to be reviewed" until somebody says that it is right, or changes the day.
    Status open_reviews(Instant now) {
        std::vector<DueArticle> due;
        STEWARD_CHECK(database_.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(due, mark_due(transaction, to_rfc3339(now).substr(0, 10)));
            for (const auto& article : due) STEWARD_CHECK(say_due(transaction, article, now));
            return {};
        }));
        if (!due.empty()) hub_.publish({.client = {}, .topic = "article", .id = "", .json = "{}"});
        return {};
    }

    static Status say_due(storage::Transaction& transaction, const DueArticle& article, Instant now) {
        facts::v1::WordsOverdue fact;
        if (!article.client.is_nil()) fact.set_client_id(article.client.text());
        fact.set_what("article_review");
        fact.set_subject_id(article.id.text());
        fact.set_title(article.title);
        fact.set_text("The day of its review has come: say that it is right, or put it right");
        if (!article.owner.is_nil()) fact.add_account_ids(article.owner.text());
        fact.set_due_at_unix_ms(now.unix_ms);
        return journal::append(transaction, now, article.client, article.id.text(), fact);
    }

    storage::Database& database_;
    live::Hub& hub_;
    Service service_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<KnowledgeModule>(context); }

}  // namespace steward::knowledge
