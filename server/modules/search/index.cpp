#include "server/modules/search/index.h"

#include "server/modules/search/query.h"
#include "server/modules/search/words.h"

namespace steward::search {

namespace {
// A second has this many numbers. More documents in one second take those of the next ones.
constexpr int64_t numbers_a_second = 64, most_seconds = int64_t(1) << 40;
constexpr std::string_view stored_columns =
    "number, source, source_id, kind, client_id, ticket_id, internal, at, title, body, is_open, assignee_id";

struct Stored {
    int64_t number = 0;
    Document document;
};

Result<std::optional<Stored>> find_stored(Transaction& transaction, std::string_view source, std::string_view id) {
    STEWARD_TRY(const auto row,
                transaction.query_one(
                    "select " + std::string(stored_columns) + " from search_documents where source = $1 and source_id = $2", source, id));
    if (!row) return std::optional<Stored>{};
    return std::optional<Stored>{{row->integer(0),
                                  {.source = row->text(1),
                                   .id = row->text(2),
                                   .kind = row->text(3),
                                   .client = row->text_or(4),
                                   .ticket = row->text_or(5),
                                   .internal = row->boolean(6),
                                   .at = row->instant(7),
                                   .title = row->text(8),
                                   .body = row->text(9),
                                   .is_open = row->boolean(10),
                                   .assignee = row->text_or(11)}}};
}

// Behind the last number that is taken in the document's second; where its numbers are all given, behind the last one of twice as
// many seconds, and so on: a history of which many thousand lines say the same midnight asks no more than twice.
Result<int64_t> free_number(Transaction& transaction, Instant at) {
    const int64_t first = std::max<int64_t>(at.unix_ms, 0) / 1000 * numbers_a_second;
    const auto last_in = [](const std::string& seconds) {
        return "(select max(number) from search_documents where number >= $1 and number < $1 + " + seconds + " * $2)";
    };
    STEWARD_TRY(const auto row, transaction.query_one("select " + last_in("1"), first, numbers_a_second));
    if (row->is_null(0)) return first;
    if (row->integer(0) < first + numbers_a_second - 1) return row->integer(0) + 1;
    std::string widths = "select cast(2 as bigint) as seconds";
    for (int64_t seconds = 4; seconds <= most_seconds; seconds *= 2) widths += " union all select " + std::to_string(seconds);
    STEWARD_TRY(const auto wider,
                transaction.query_one("select taken.last from (select w.seconds, " + last_in("w.seconds") + " as last from (" + widths +
                                          ") w) taken where taken.last < $1 + taken.seconds * $2 - 1 order by "
                                          "taken.seconds limit 1",
                                      first, numbers_a_second));
    if (!wider) return fail(ErrorKind::Internal, "search.full", "The search has no place left for this.");
    return wider->integer(0) + 1;
}

std::string marks_line(const Document& document) {
    std::string line;
    for (const auto& mark : marks_of(document)) line += (line.empty() ? "" : " ") + mark;
    return line;
}

// PostgreSQL's own writing of words with their places: 'printer':1A 'toner':2. What a phrase must not cross has a gap.
std::string to_tsvector(const Document& document) {
    constexpr size_t last_place = 16'383, gap = 100;
    std::string text;
    size_t place = 1;
    const auto add = [&](std::string_view words, std::string_view label) {
        for (const Word& word : words_of(words)) {
            text += "'" + word.text + "':" + std::to_string(std::min(place, last_place)) + std::string(label) + " ";
            ++place;
        }
        place += gap;
    };
    add(document.title, "A");
    add(document.body, "");
    for (const auto& mark : marks_of(document)) text += "'=" + mark + "' ";
    return text;
}

Status write_words(Transaction& transaction, int64_t number, const Document& document) {
    if (transaction.engine() == storage::Engine::Postgres) return {};  // they stand in the document's row
    STEWARD_CHECK(transaction.execute("insert into search_words (rowid, scope, title, body) values ($1, $2, $3, $4)", number,
                                      marks_line(document), folded(document.title), folded(document.body)));
    return {};
}

// FTS5 without a copy of the text wants to be told what stood there.
Status erase_words(Transaction& transaction, int64_t number, const Document& document) {
    if (transaction.engine() == storage::Engine::Postgres) return {};
    STEWARD_CHECK(
        transaction.execute("insert into search_words (search_words, rowid, scope, title, body) values ('delete', $1, $2, $3, $4)", number,
                            marks_line(document), folded(document.title), folded(document.body)));
    return {};
}

std::optional<std::string> or_none(const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); }

Status insert_document(Transaction& transaction, int64_t number, const Document& document) {
    if (transaction.engine() == storage::Engine::Postgres) {
        STEWARD_CHECK(transaction.execute("insert into search_documents (" + std::string(stored_columns) +
                                              ", words) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, cast($13 as tsvector))",
                                          number, document.source, document.id, document.kind, or_none(document.client),
                                          or_none(document.ticket), document.internal, document.at.unix_ms, document.title, document.body,
                                          document.is_open, or_none(document.assignee), to_tsvector(document)));
        return {};
    }
    STEWARD_CHECK(transaction.execute(
        "insert into search_documents (" + std::string(stored_columns) + ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        number, document.source, document.id, document.kind, or_none(document.client), or_none(document.ticket), document.internal,
        document.at.unix_ms, document.title, document.body, document.is_open, or_none(document.assignee)));
    return write_words(transaction, number, document);
}

bool same(const Document& one, const Document& other) {
    return one.at.unix_ms == other.at.unix_ms && one.kind == other.kind && one.client == other.client && one.ticket == other.ticket &&
           one.internal == other.internal && one.title == other.title && one.body == other.body && one.is_open == other.is_open &&
           one.assignee == other.assignee;
}

Status erase(Transaction& transaction, const Stored& stored) {
    STEWARD_CHECK(erase_words(transaction, stored.number, stored.document));
    STEWARD_CHECK(transaction.execute("delete from search_documents where number = $1", stored.number));
    return {};
}
}  // namespace

Status put(Transaction& transaction, const Document& given) {
    Document document = given;
    document.title = std::string(cut(document.title, 1000));
    document.body = std::string(cut(document.body, most_body_bytes));
    STEWARD_TRY(const auto stored, find_stored(transaction, document.source, document.id));
    if (stored && same(stored->document, document)) return {};
    if (stored) STEWARD_CHECK(erase(transaction, *stored));
    const bool keeps_place = stored && stored->document.at.unix_ms == document.at.unix_ms;
    STEWARD_TRY(const int64_t number, keeps_place ? Result<int64_t>(stored->number) : free_number(transaction, document.at));
    return insert_document(transaction, number, document);
}

Status remove(Transaction& transaction, std::string_view source, std::string_view id) {
    STEWARD_TRY(const auto stored, find_stored(transaction, source, id));
    return stored ? erase(transaction, *stored) : Status{};
}

Status clear(Transaction& transaction) {
    const bool sqlite = transaction.engine() == storage::Engine::Sqlite;
    if (sqlite) STEWARD_CHECK(transaction.execute("insert into search_words (search_words) values ('delete-all')"));
    // Row by row a million documents would hold up every writer; SQLite does this at once by itself.
    STEWARD_CHECK(transaction.execute(sqlite ? "delete from search_documents" : "truncate search_documents"));
    return {};
}

Result<int64_t> count_documents(Transaction& transaction) {
    STEWARD_TRY(const auto row, transaction.query_one("select count(*) from search_documents"));
    return row->integer(0);
}

}  // namespace steward::search
