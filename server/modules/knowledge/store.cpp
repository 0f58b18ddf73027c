#include "server/modules/knowledge/store.h"

#include "server/modules/knowledge/words.h"

namespace steward::knowledge {

namespace {
constexpr size_t most_indexed_words = 2000;

template <typename AnyId>
std::optional<AnyId> some(AnyId id) {
    return id.is_nil() ? std::nullopt : std::optional(id);
}

std::string joined(const std::vector<std::string>& words, const std::function<std::string(const std::string&)>& one,
                   std::string_view between) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : std::string(between)) + one(word);
    return text;
}

// Words are letters, digits and bytes above ASCII: nothing that needs to be escaped within quotes.
std::string lexemes(const ArticleRow& article) {
    std::string text;
    int position = 0;
    for (const auto& word : words_of(article.title, 100)) text += "'" + word + "':" + std::to_string(++position) + "A ";
    for (const auto& word : words_of(article.body, most_indexed_words)) text += "'" + word + "':" + std::to_string(++position) + "D ";
    return text;
}
}  // namespace

const std::string_view article_columns =
    "a.id, a.title, a.body, a.category, a.audience, a.client_id, a.owner_id, a.owner_name, a.review_on, a.review_due, a.archived, "
    "a.version, "
    "a.created_at, a.changed_at, a.changed_by, a.revision, coalesce(c.name, ''), coalesce((select case when r.helpful then 'yes' else 'no' "
    "end "
    "from knowledge_ratings r where r.article_id = a.id and r.account_id = $1), ''), (select count(*) from knowledge_ratings r where "
    "r.article_id = a.id and r.helpful), (select count(*) from knowledge_ratings r where r.article_id = a.id and not r.helpful), (select "
    "count(*) from knowledge_uses u where u.article_id = a.id)";
const std::string_view articles_joined = " from knowledge_articles a left join directory_v_clients c on c.id = a.client_id where true";

ArticleRow read_article(const storage::Row& row) {
    ArticleRow article;
    article.id = row.id<ArticleId>(0);
    article.title = row.text(1);
    article.body = row.text(2);
    article.category = row.text(3);
    article.audience = row.text(4);
    if (!row.is_null(5)) article.client = row.id<ClientId>(5);
    if (!row.is_null(6)) article.owner = row.id<AccountId>(6);
    article.owner_name = row.text(7);
    article.review_on = row.text(8);
    article.review_due = row.boolean(9);
    article.archived = row.boolean(10);
    article.version = row.integer(11);
    article.created_at = row.instant(12);
    article.changed_at = row.instant(13);
    article.changed_by = row.text(14);
    article.revision = row.integer(15);
    article.client_name = row.text(16);
    article.own_rating = row.text(17);
    article.helpful = row.integer(18);
    article.not_helpful = row.integer(19);
    article.used = row.integer(20);
    return article;
}

std::string readable_articles(const Call& call, std::vector<storage::Value>& parameters) {
    std::string where = call.client_filter("a.client_id", parameters);
    if (where.starts_with(" and ")) where = " and (a.client_id is null or (" + where.substr(5) + "))";
    if (call.caller().client_side) where += " and a.audience = 'clients' and not a.archived";
    return where;
}

Result<std::optional<ArticleRow>> find_article(Transaction& transaction, const Call& call, ArticleId id) {
    std::vector<storage::Value> parameters{call.caller().account.text(), id.text()};
    const std::string readable = readable_articles(call, parameters);
    STEWARD_TRY(
        const auto rows,
        transaction.run("select " + std::string(article_columns) + std::string(articles_joined) + " and a.id = $2" + readable, parameters));
    return rows.empty() ? std::nullopt : std::optional(read_article(rows.front()));
}

Status insert_article(Transaction& transaction, const ArticleRow& article) {
    STEWARD_CHECK(transaction.execute(
        "insert into knowledge_articles (id, title, body, category, audience, client_id, owner_id, owner_name, review_on, review_due, "
        "archived, version, created_at, changed_at, changed_by, revision) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
        "$14, "
        "$15, $16)",
        article.id, article.title, article.body, article.category, article.audience, some(article.client), some(article.owner),
        article.owner_name, article.review_on, article.review_due, article.archived, article.version, article.created_at,
        article.changed_at, article.changed_by, article.revision));
    return index_article(transaction, article);
}

Status save_article(Transaction& transaction, ArticleRow& article) {
    ++article.revision;
    STEWARD_CHECK(transaction.execute(
        "update knowledge_articles set title = $2, body = $3, category = $4, audience = $5, client_id = $6, owner_id = $7, owner_name = "
        "$8, "
        "review_on = $9, review_due = $10, archived = $11, version = $12, changed_at = $13, changed_by = $14, revision = $15 where id = $1",
        article.id, article.title, article.body, article.category, article.audience, some(article.client), some(article.owner),
        article.owner_name, article.review_on, article.review_due, article.archived, article.version, article.changed_at,
        article.changed_by, article.revision));
    return {};
}

Status index_article(Transaction& transaction, const ArticleRow& article) {
    STEWARD_CHECK(transaction.execute("delete from knowledge_words where article_id = $1", article.id));
    if (transaction.engine() == storage::Engine::Postgres) {
        STEWARD_CHECK(transaction.execute("insert into knowledge_words (article_id, words) values ($1, cast($2 as tsvector))", article.id,
                                          lexemes(article)));
        return {};
    }
    const auto itself = [](const std::string& word) { return word; };
    STEWARD_CHECK(transaction.execute("insert into knowledge_words (article_id, title, body) values ($1, $2, $3)", article.id,
                                      joined(words_of(article.title, 100), itself, " "),
                                      joined(words_of(article.body, most_indexed_words), itself, " ")));
    return {};
}

Result<std::vector<ArticleId>> find_by_words(Transaction& transaction, const std::vector<std::string>& words, int limit) {
    std::vector<ArticleId> found;
    if (words.empty()) return found;
    const bool postgres = transaction.engine() == storage::Engine::Postgres;
    const std::string wanted =
        postgres ? joined(
                       words, [](const auto& word) { return "'" + word + "'" + (word.size() >= 4 ? ":*" : ""); }, " | ")
                 : joined(
                       words, [](const auto& word) { return "\"" + word + "\"" + (word.size() >= 4 ? "*" : ""); }, " OR ");
    STEWARD_TRY(const auto rows,
                postgres
                    ? transaction.query("select article_id from knowledge_words, cast($1 as tsquery) as wanted where words @@ wanted order "
                                        "by ts_rank(words, wanted) desc, article_id limit $2",
                                        wanted, limit)
                    : transaction.query("select article_id from knowledge_words where knowledge_words match $1 order by "
                                        "bm25(knowledge_words, 0, 5, 1), article_id limit $2",
                                        wanted, limit));
    for (const auto& row : rows) found.push_back(row.id<ArticleId>(0));
    return found;
}

const std::string_view version_columns = "v.number, v.title, v.body, v.author, v.at, v.what_changed";

VersionRow read_version(const storage::Row& row) {
    return {.number = row.integer(0),
            .title = row.text(1),
            .body = row.text(2),
            .author = row.text(3),
            .at = row.instant(4),
            .what_changed = row.text(5)};
}

Status insert_version(Transaction& transaction, ArticleId article, const VersionRow& version, const std::string& id) {
    STEWARD_CHECK(transaction.execute(
        "insert into knowledge_versions (article_id, number, id, title, body, author, at, what_changed) values ($1, $2, "
        "$3, $4, $5, $6, $7, $8)",
        article, version.number, id, version.title, version.body, version.author, version.at, version.what_changed));
    return {};
}

Result<std::optional<VersionRow>> find_version(Transaction& transaction, ArticleId article, int64_t number) {
    STEWARD_TRY(const auto row, transaction.query_one("select " + std::string(version_columns) +
                                                          " from knowledge_versions v where v.article_id = $1 and v.number = $2",
                                                      article, number));
    return row ? std::optional(read_version(*row)) : std::nullopt;
}

Status save_rating(Transaction& transaction, ArticleId article, AccountId account, bool helpful, const std::string& comment, Instant now) {
    STEWARD_CHECK(
        transaction.execute("insert into knowledge_ratings (article_id, account_id, helpful, comment, at) values ($1, $2, $3, $4, $5) on "
                            "conflict (article_id, account_id) do update set helpful = $3, comment = $4, at = $5",
                            article, account, helpful, comment, now));
    return {};
}

Result<std::vector<UseRow>> uses_of(Transaction& transaction, const Call& call, TicketId ticket) {
    std::vector<storage::Value> parameters{ticket.text()};
    const std::string readable = readable_articles(call, parameters);
    STEWARD_TRY(const auto rows, transaction.run("select a.id, a.title, u.how, u.by_name, a.audience, u.at from knowledge_uses u join "
                                                 "knowledge_articles a on a.id = u.article_id where u.ticket_id = $1" +
                                                     readable + " order by u.at, a.id limit 50",
                                                 parameters));
    std::vector<UseRow> uses;
    for (const auto& row : rows) uses.push_back({row.id<ArticleId>(0), row.text(1), row.text(2), row.text(3), row.text(4), row.instant(5)});
    return uses;
}

Status insert_use(Transaction& transaction, ClientId client, TicketId ticket, const UseRow& use) {
    STEWARD_CHECK(transaction.execute(
        "insert into knowledge_uses (client_id, ticket_id, article_id, how, by_name, at) values ($1, $2, $3, $4, $5, $6) on "
        "conflict (ticket_id, article_id) do update set how = $4, by_name = $5, at = $6",
        client, ticket, use.article, use.how, use.by, use.at));
    return {};
}

Status delete_use(Transaction& transaction, TicketId ticket, ArticleId article) {
    STEWARD_CHECK(transaction.execute("delete from knowledge_uses where ticket_id = $1 and article_id = $2", ticket, article));
    return {};
}

Result<std::optional<std::string>> staff_name(Transaction& transaction, AccountId account) {
    STEWARD_TRY(
        const auto row,
        transaction.query_one("select a.name from access_v_accounts a where a.account_id = $1 and a.status = 'active' and exists (select 1 "
                              "from access_v_account_roles r where r.account_id = a.account_id and r.role in ('OWN', 'SVM', 'DSP', 'TEC', "
                              "'ENG', 'NOC', 'ONC', 'SEC', 'VCI', 'ACM'))",
                              account));
    return row ? std::optional(row->text(0)) : std::nullopt;
}

Result<std::vector<DueArticle>> mark_due(Transaction& transaction, const std::string& today) {
    STEWARD_TRY(const auto rows,
                transaction.query("update knowledge_articles set review_due = true, revision = revision + 1 where review_on <> '' and "
                                  "review_on <= $1 and review_due = false and archived = false returning id, client_id, owner_id, title",
                                  today));
    std::vector<DueArticle> due;
    for (const auto& row : rows)
        due.push_back({.id = row.id<ArticleId>(0),
                       .client = row.is_null(1) || row.text(1).empty() ? ClientId{} : row.id<ClientId>(1),
                       .owner = row.is_null(2) || row.text(2).empty() ? AccountId{} : row.id<AccountId>(2),
                       .title = row.text(3)});
    return due;
}

}  // namespace steward::knowledge
