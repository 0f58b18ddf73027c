// All SQL of the knowledge. Every function works in the caller's transaction.
#pragma once

#include <optional>

#include "server/modules/knowledge/knowledge.h"
#include "server/platform/access/call.h"
#include "server/platform/storage/database.h"

namespace steward::knowledge {

using storage::Transaction;

struct ArticleRow {
    ArticleId id;
    std::string title, body, category, audience;
    ClientId client;  // nil: about no client in particular
    AccountId owner;  // nil: nobody
    std::string owner_name, review_on;
    bool review_due = false, archived = false;
    int64_t version = 1;
    Instant created_at, changed_at;
    std::string changed_by;
    int64_t revision = 1;
    // Read with it, never written.
    std::string client_name, own_rating;
    int64_t helpful = 0, not_helpful = 0, used = 0;
};

/// The select list of an article as the account behind parameter `$1` (its id) sees it, and what stands behind "from".
extern const std::string_view article_columns, articles_joined;
ArticleRow read_article(const storage::Row& row);
/// " and ..." over the articles `a` that leaves out what the caller may not read: articles about other clients, and for a client's
/// people everything that is not published.
std::string readable_articles(const Call& call, std::vector<storage::Value>& parameters);

Result<std::optional<ArticleRow>> find_article(Transaction& transaction, const Call& call, ArticleId id);
Status insert_article(Transaction& transaction, const ArticleRow& article);
Status save_article(Transaction& transaction, ArticleRow& article);
/// The words that suggestions find it by.
Status index_article(Transaction& transaction, const ArticleRow& article);
/// At most `limit` that have one of the words, the likeliest first, as the database sees it.
Result<std::vector<ArticleId>> find_by_words(Transaction& transaction, const std::vector<std::string>& words, int limit);

struct VersionRow {
    int64_t number = 0;
    std::string title, body, author;
    Instant at;
    std::string what_changed;
};
extern const std::string_view version_columns;
VersionRow read_version(const storage::Row& row);
Status insert_version(Transaction& transaction, ArticleId article, const VersionRow& version, const std::string& id);
Result<std::optional<VersionRow>> find_version(Transaction& transaction, ArticleId article, int64_t number);

Status save_rating(Transaction& transaction, ArticleId article, AccountId account, bool helpful, const std::string& comment, Instant now);

struct UseRow {
    ArticleId article;
    std::string title, how, by, audience;
    Instant at;
};
Result<std::vector<UseRow>> uses_of(Transaction& transaction, const Call& call, TicketId ticket);
Status insert_use(Transaction& transaction, ClientId client, TicketId ticket, const UseRow& use);
Status delete_use(Transaction& transaction, TicketId ticket, ArticleId article);

/// The name of one of our own people who is active.
Result<std::optional<std::string>> staff_name(Transaction& transaction, AccountId account);
/// Marks what is to be looked at again on `today` ("2026-11-28") or before, and answers which are new.
struct DueArticle {
    ArticleId id;
    ClientId client;  // nil: of no client in particular
    AccountId owner;  // nil: nobody's
    std::string title;
};
Result<std::vector<DueArticle>> mark_due(Transaction& transaction, const std::string& today);

}  // namespace steward::knowledge
