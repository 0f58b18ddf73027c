#include "server/modules/search/service.h"

#include <algorithm>
#include <map>

#include "server/modules/search/feed.h"
#include "server/modules/search/snippet.h"
#include "server/platform/filter/order.h"

namespace steward::search {

namespace {
constexpr int most_names = 8;

// Where a page ended: in which place, under which number.
struct Cursor {
    Place place = Place::Title;
    int64_t below = 0;
    bool is_first = true;
};

std::string token_order(std::string_view filter) { return "search " + std::string(filter); }

Result<Cursor> read_cursor(const v1::SearchRequest& request) {
    if (request.page_token().empty()) return Cursor{};
    STEWARD_TRY(const auto values, filter::read_token(request.page_token(), token_order(request.filter()), "ii"));
    const int64_t place = std::get<int64_t>(values[0]);
    return Cursor{place == 1 ? Place::Title : Place::BesideTitle, std::get<int64_t>(values[1]), false};
}

std::string write_cursor(const v1::SearchRequest& request, Place place, int64_t below) {
    const storage::Value values[] = {storage::to_value(place == Place::Title ? 1 : 2), storage::to_value(below)};
    return filter::write_token(token_order(request.filter()), values);
}

// A page is filled place by place; people and devices have their own part above unless they were asked for.
class Pager {
public:
    Pager(Transaction& transaction, const Question& question, int size) : transaction_(transaction), question_(question), size_(size) {}

    Status add_exact() {
        STEWARD_TRY(const auto exact, find_exact(transaction_, question_));
        for (const Found& found : exact) exact_.push_back(found.document.id);
        hits_.insert(hits_.end(), exact.begin(), exact.end());
        return {};
    }
    Status add_names() {
        if (question_.asks_kinds) return {};
        STEWARD_TRY(const auto names, find_names(transaction_, question_, most_names));
        hits_.insert(hits_.end(), names.begin(), names.end());
        return {};
    }
    /// From `cursor` on; what does not fit any more is where the next page begins.
    Status fill(Cursor cursor) {
        Question rest = question_;
        if (!rest.asks_kinds) rest.fence.kinds = without_names(rest.fence.kinds);
        if (!rest.asks_kinds && rest.fence.kinds.empty()) return {};
        for (;;) {
            STEWARD_TRY(const auto found, find(transaction_, rest, cursor.place, cursor.below, size_ + 1 - taken_));
            for (const Found& one : found) {
                if (taken_ == size_) {
                    next_ = Cursor{cursor.place, cursor.below, false};
                    return {};
                }
                ++taken_;
                cursor.below = one.number;
                if (std::find(exact_.begin(), exact_.end(), one.document.id) == exact_.end()) hits_.push_back(one);
            }
            if (cursor.place == Place::BesideTitle) return {};
            cursor = {Place::BesideTitle, 0, false};
        }
    }

    const std::vector<Found>& hits() const { return hits_; }
    bool is_exact(const Found& found) const { return std::find(exact_.begin(), exact_.end(), found.document.id) != exact_.end(); }
    const std::optional<Cursor>& next() const { return next_; }

private:
    static std::vector<std::string> without_names(std::vector<std::string> kinds) {
        if (kinds.empty()) return {"ticket", "message", "note", "mail", "article"};
        std::erase_if(kinds, [](const std::string& kind) { return kind == "person" || kind == "device"; });
        return kinds;
    }

    Transaction& transaction_;
    const Question& question_;
    int size_;
    int taken_ = 0;
    std::vector<Found> hits_;
    std::vector<std::string> exact_;
    std::optional<Cursor> next_;
};

void add_ranges(const Snippet& snippet, google::protobuf::RepeatedPtrField<v1::Range>& ranges) {
    for (const Span& span : snippet.spans) {
        auto& range = *ranges.Add();
        range.set_begin(span.begin);
        range.set_end(span.end);
    }
}

void fill_hit(v1::SearchHit& hit, const Found& found, const Query& query) {
    const Document& document = found.document;
    hit.set_kind(document.kind);
    hit.set_id(document.id);
    const Snippet title = mark(document.title, query);
    hit.set_title(title.text);
    add_ranges(title, *hit.mutable_title_ranges());
    const Snippet body = excerpt(document.body, query);
    hit.set_snippet(body.text);
    add_ranges(body, *hit.mutable_snippet_ranges());
    hit.set_at_unix_ms(document.at.unix_ms);
    hit.set_client_id(document.client);
    hit.set_ticket_id(document.ticket);
}

// The names that the hits hang on, by one query of a kind.
Status add_names_of(Transaction& transaction, v1::SearchResponse& answer) {
    std::map<std::string, std::string> clients;
    std::map<std::string, storage::Row> tickets;
    std::vector<storage::Value> ids;
    std::string places;
    for (auto& hit : *answer.mutable_hits()) {
        if (hit.ticket_id().empty()) continue;
        if (hit.kind() == "mail") {
            // One that is held for a ticket is not in it: it is found among the mails.
            STEWARD_TRY(const auto aside,
                        transaction.query_one("select 1 from correspondence_v_mails where id = $1 and not in_ticket", hit.id()));
            if (aside) hit.clear_ticket_id();
            if (aside) continue;
        }
        ids.emplace_back(hit.ticket_id());
        places += (places.empty() ? "$" : ", $") + std::to_string(ids.size());
    }
    if (!ids.empty()) {
        STEWARD_TRY(
            auto rows,
            transaction.run("select t.id, t.reference, t.title, t.state, t.priority from helpdesk_v_whole t where t.id in (" + places + ")",
                            ids));
        for (auto& row : rows) tickets.emplace(row.text(0), std::move(row));
    }
    for (auto& hit : *answer.mutable_hits()) {
        if (const auto ticket = tickets.find(hit.ticket_id()); ticket != tickets.end()) {
            hit.set_ticket_reference(ticket->second.text(1));
            hit.set_ticket_title(ticket->second.text(2));
            hit.set_ticket_state(ticket->second.text(3));
            hit.set_priority(ticket->second.text(4));
        }
        if (hit.client_id().empty()) continue;
        auto [client, is_new] = clients.try_emplace(hit.client_id());
        if (is_new) {
            STEWARD_TRY(const auto row, transaction.query_one("select name from directory_v_clients where id = $1", hit.client_id()));
            if (row) client->second = row->text(0);
        }
        hit.set_client_name(client->second);
    }
    return {};
}

// One line a ticket: the best place, and how many more there are on this page.
void add_hits(const Pager& pager, const Query& query, v1::SearchResponse& answer) {
    std::map<std::string, int> line_of_ticket;
    for (const Found& found : pager.hits()) {
        const std::string& ticket = found.document.ticket;
        if (!ticket.empty()) {
            const auto [line, is_new] = line_of_ticket.try_emplace(ticket, answer.hits_size());
            if (!is_new) {
                auto& first = *answer.mutable_hits(line->second);
                first.set_more_in_ticket(first.more_in_ticket() + 1);
                continue;
            }
        }
        auto& hit = *answer.add_hits();
        fill_hit(hit, found, query);
        hit.set_is_exact(pager.is_exact(found));
    }
}
}  // namespace

Result<v1::SearchResponse> Service::search(Call& call, const v1::SearchRequest& request) {
    STEWARD_TRY(const auto question, read_question(call, request.filter()));
    STEWARD_TRY(const int size, filter::read_page_size(request.page_size()));
    STEWARD_TRY(const auto cursor, read_cursor(request));
    v1::SearchResponse answer;
    if (question.nothing_to_see || !question.query.has_words()) return answer;
    STEWARD_TRY(auto* transaction, call.transaction());
    Pager pager(*transaction, question, std::min(size, 100));
    if (cursor.is_first) {
        STEWARD_CHECK(pager.add_exact());
        STEWARD_CHECK(pager.add_names());
    }
    STEWARD_CHECK(pager.fill(cursor));
    add_hits(pager, question.query, answer);
    STEWARD_CHECK(add_names_of(*transaction, answer));
    if (pager.next()) answer.set_next_page_token(write_cursor(request, pager.next()->place, pager.next()->below));
    if (!cursor.is_first || request.without_counts()) return answer;
    STEWARD_TRY(const auto counts, count_kinds(*transaction, question));
    answer.set_more_than_counted(counts.more);
    for (const auto& [kind, count] : counts.kinds) {
        auto& line = *answer.add_counts();
        line.set_kind(kind);
        line.set_count(count);
    }
    return answer;
}

Result<v1::SearchIndex> Service::get_search_index(Call& call, const v1::GetSearchIndexRequest&) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto progress, read_progress(*transaction));
    v1::SearchIndex answer;
    STEWARD_TRY(const int64_t documents, count_documents(*transaction));
    answer.set_documents(documents);
    answer.set_rebuilding(progress.rebuilding);
    answer.set_done(progress.done);
    answer.set_total(progress.total);
    answer.set_started_at_unix_ms(progress.started_at.unix_ms);
    answer.set_finished_at_unix_ms(progress.finished_at.unix_ms);
    return answer;
}

Result<v1::SearchIndex> Service::rebuild_search_index(Call& call, const v1::RebuildSearchIndexRequest&) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(begin_rebuild(*transaction, call.now()));
    return get_search_index(call, {});
}

}  // namespace steward::search
