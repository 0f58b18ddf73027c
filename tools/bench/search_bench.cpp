// What the search costs at 200,000 tickets with 800,000 messages, on both databases: building the index, its bytes, the
// memory, one more message, and questions of every kind. A star stands before what took more than 100 ms of the processor.
//
//   search_bench [--tickets N] [sqlite|postgres]
#include <sys/resource.h>

#include <cstdio>

#include "server/modules/search/feed.h"
#include "server/modules/search/sources.h"
#include "steward/search/v1/search.pb.h"
#include "tools/bench/desk_setup.h"
#include "tools/bench/search_questions.h"

namespace {
using namespace steward;
using bench::Question;
using bench::questions;

constexpr double bar_ms = 100;

int64_t bytes_of_index(storage::Database& database) {
    int64_t bytes = 0;
    const auto done = database.read([&](storage::Transaction& transaction) -> Status {
        const bool sqlite = database.engine() == storage::Engine::Sqlite;
        STEWARD_TRY(
            const auto row,
            transaction.query_one(
                sqlite ? "select coalesce(sum(pgsize), 0) from dbstat where name like 'search_%' or name like 'sqlite_autoindex_search_%'"
                       : "select cast(pg_total_relation_size('search_documents') as bigint)"));
        bytes = row->integer(0);
        return {};
    });
    return done ? bytes : 0;
}

double most_memory_mib() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return static_cast<double>(used.ru_maxrss) / 1024;
}

void ask(bench::FilledDesk& desk, const Caller& caller, const std::string& whose, const Question& question) {
    search::v1::SearchRequest request;
    request.set_filter(question.filter);
    request.set_page_size(50);
    request.set_without_counts(!question.counts);
    int hits = 0;
    const auto costs =
        desk.meter.measure(20, [&](int) { hits = desk.house->must<search::v1::SearchResponse>(caller, "Search", request).hits_size(); });
    bench::print(whose + question.what + ": " + question.filter + " (" + std::to_string(hits) + ")", costs, bar_ms);
}

void deep(bench::FilledDesk& desk, const char* filter) {
    search::v1::SearchRequest request;
    request.set_filter(filter);
    request.set_page_size(50);
    for (int page = 0; page < 40; ++page) {
        request.set_page_token(desk.house->must<search::v1::SearchResponse>(desk.owner, "Search", request).next_page_token());
    }
    bench::print(std::string("page 41 of ") + filter,
                 desk.meter.measure(20, [&](int) { desk.house->must<search::v1::SearchResponse>(desk.owner, "Search", request); }), bar_ms);
}

Status build_index(bench::FilledDesk& desk, const bench::DeskSize& size) {
    const double before = desk.meter.processor_seconds();
    STEWARD_CHECK(search::rebuild(desk.database(), desk.house->clock.now()));
    const double built_s = desk.meter.processor_seconds() - before;
    int64_t documents = 0;
    STEWARD_CHECK(desk.database().read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(documents, search::count_documents(transaction));
        return {};
    }));
    std::printf(
        "  index of %lld documents built in %.1f s of the processor, %.0f us each; %.0f MB, %.0f bytes a ticket; at most %.0f MiB of "
        "memory\n",
        static_cast<long long>(documents), built_s, built_s * 1e6 / static_cast<double>(documents),
        static_cast<double>(bytes_of_index(desk.database())) / 1e6, static_cast<double>(bytes_of_index(desk.database())) / size.tickets,
        most_memory_mib());
    if (desk.is_sqlite()) return {};
    return desk.database().write([](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute("analyze"));
        return {};
    });
}

void add_messages(bench::FilledDesk& desk) {
    bench::print("one more message of 40 words", desk.meter.measure(200, [&](int i) {
        const auto put = desk.database().write([&](storage::Transaction& transaction) {
            std::string body = "printer paper";
            for (int word = 0; word < 38; ++word) body += " w" + std::to_string(i * 38 + word);
            return search::put(transaction, {.source = "message",
                                             .id = "m" + std::to_string(i),
                                             .kind = "message",
                                             .client = desk.clients[0].text(),
                                             .ticket = "",
                                             .internal = false,
                                             .at = desk.house->clock.now(),
                                             .title = "",
                                             .body = body});
        });
        static_cast<void>(put);
    }));
    bench::print("people and devices compared",
                 desk.meter.measure(3, [&](int) { static_cast<void>(search::compare_names(desk.database())); }));
}

Status measure_one(bench::FilledDesk& desk, const bench::DeskSize& size) {
    STEWARD_CHECK(build_index(desk, size));
    add_messages(desk);
    for (const auto& question : questions) ask(desk, desk.owner, "", question);
    deep(desk, "printer");
    for (const Question question : {questions[0], questions[1], questions[3], questions[6]})
        ask(desk, desk.narrow, "of one client, ", question);
    Caller person = desk.house->client_person(desk.clients[7]);
    person.roles = {"CDM"};
    for (const Question question : {questions[0], questions[1], questions[6]}) ask(desk, person, "a client's manager, ", question);
    person.roles = {"CUS"};
    for (const Question question : {questions[0], questions[1], questions[6]}) ask(desk, person, "a client's person, ", question);
    return {};
}
}  // namespace

int main(int count, char** words) { return bench::on_filled_desks(count, words, measure_one); }
