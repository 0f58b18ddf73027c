// Our words for theirs: the same word, what was answered before, what the file itself brings, what is usual.
#include <algorithm>

#include "server/modules/imports/words.h"
#include "server/modules/imports/work.h"

namespace steward::imports {

namespace {
constexpr std::string_view ticket_lists[] = {"state", "priority", "queue", "category", "kind", "source", "resolution"};

const Choice* choice_called(const std::vector<Choice>& choices, std::string_view list, std::string_view text) {
    const std::string key = directory::folded(text);
    for (const auto& choice : choices)
        if (choice.list == list && (directory::folded(choice.value) == key || directory::folded(choice.label) == key)) return &choice;
    return nullptr;
}

// "In Progress" is "in_progress".
std::string as_our_word(std::string_view text) {
    std::string word = directory::folded(text);
    std::replace(word.begin(), word.end(), ' ', '_');
    return word;
}
}  // namespace

Result<std::vector<Choice>> choices_of(Transaction& transaction, Rooms& rooms) {
    std::vector<Choice> choices;
    for (const auto list : ticket_lists) {
        STEWARD_TRY(const auto words, rooms.tickets.words(transaction, list));
        for (const auto& word : words) choices.push_back({std::string(list), word, word});
    }
    for (const auto& word : rooms.times.activities()) choices.push_back({"activity", word, word});
    for (const auto* word : {"covered", "billable", "goodwill"}) choices.push_back({"coverage", word, word});
    STEWARD_TRY(const auto people, technicians(transaction));
    for (const auto& person : people) choices.push_back({"technician", person.id.text(), person.name});
    STEWARD_TRY(const auto clients, transaction.query("select id, name from directory_v_clients order by name, id limit 5000"));
    for (const auto& row : clients) choices.push_back({"client", row.text(0), row.text(1)});
    return choices;
}

Status Worker::match_words(Transaction& transaction, const BatchRow& batch) {
    STEWARD_TRY(const auto values, values_of(transaction, batch.id));
    if (values.empty()) return {};
    STEWARD_TRY(const auto choices, choices_of(transaction, rooms_));
    STEWARD_TRY(const auto remembered, remembered_answers(transaction, batch.source));
    STEWARD_TRY(const auto people, technicians(transaction));
    for (auto value : values) {
        if (value.origin == "yours") continue;
        value.answer.clear();
        value.origin = "none";
        const auto before = remembered.find(value.list + "\n" + value.key);
        const Choice* same = choice_called(choices, value.list, value.value);
        if (!same) same = choice_called(choices, value.list, as_our_word(value.value));
        const bool is_new = before != remembered.end() && before->second == new_answer;  // by now it may be here
        if (before != remembered.end() && !is_new && (before->second == "-" || choice_called(choices, value.list, before->second))) {
            value.answer = before->second;
            value.origin = "remembered";
        } else if (same) {
            value.answer = same->value;
            value.origin = "same";
        } else if (value.list == "technician") {
            const auto at = std::find_if(people.begin(), people.end(),
                                         [&](const Account& one) { return !one.address.empty() && one.address == value.key; });
            if (at != people.end()) {
                value.answer = at->id.text();
                value.origin = "same";
            }
        } else if (value.list == "client") {
            STEWARD_TRY(const auto row,
                        transaction.query_one("select 1 from imports_rows where batch_id = $1 and kind = 'client' and name_key "
                                              "= $2 limit 1",
                                              batch.id, value.key));
            if (row) {
                value.answer = in_file_answer;
                value.origin = "in_file";
            } else if (is_new) {
                value.answer = new_answer;
                value.origin = "remembered";
            }
        } else if (const auto usual = usual_word(value.list, value.value); !usual.empty()) {
            value.answer = std::string(usual);
            value.origin = "usual";
        }
        STEWARD_CHECK(save_answer(transaction, batch.id, value));
    }
    return {};
}

Status plan_new_clients(Transaction& transaction, const BatchRow& batch) {
    STEWARD_CHECK(drop_planned_clients(transaction, batch.id));
    STEWARD_TRY(const auto values, values_of(transaction, batch.id));
    int64_t number = batch.next_number;
    for (const auto& value : values) {
        if (value.list != "client" || value.answer != new_answer) continue;
        RowRow row = identify(new_client(value.value), {});
        row.number = number++;
        row.label = value.value;
        STEWARD_CHECK(insert_row(transaction, batch.id, row));
    }
    return {};
}

Record new_client(const std::string& name) {
    Record record;
    record.kind = find_kind("client");
    record.fields.emplace("name", name);
    return record;
}

Answers answers_of(const std::vector<ValueRow>& values) {
    Answers answers;
    for (const auto& value : values)
        if (!value.answer.empty() && value.answer != in_file_answer && value.answer != new_answer)
            answers.emplace(value.list + "\n" + value.key, value.answer);
    return answers;
}

}  // namespace steward::imports
