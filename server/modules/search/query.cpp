#include "server/modules/search/query.h"

#include <algorithm>

#include "server/modules/search/index.h"
#include "server/modules/search/words.h"

namespace steward::search {

namespace {
// Letters and digits alone, so that SQLite's tokenizer takes a mark as one word.
std::string id_mark(std::string_view head, std::string_view id) {
    std::string mark(head);
    std::copy_if(id.begin(), id.end(), std::back_inserter(mark), [](char c) { return c != '-'; });
    return mark;
}
std::string client_mark(std::string_view client) { return id_mark("xc", client); }
std::string assignee_mark(std::string_view account) { return id_mark("xa", account); }
std::string kind_mark(std::string_view kind) { return "xk" + std::string(kind); }
constexpr std::string_view everybodys_mark = "xcall", public_mark = "xpublic", open_mark = "xopen", nobody = "none";

template <typename Item, typename Write>
std::string joined(std::span<const Item> items, std::string_view between, const Write& write) {
    std::string text;
    for (const Item& item : items) {
        if (!text.empty()) text += between;
        text += write(item);
    }
    return text;
}

// The fence as groups of alternatives, all of which must hold.
std::vector<std::vector<std::string>> groups_of(const Fence& fence) {
    std::vector<std::vector<std::string>> groups;
    if (!fence.clients.empty()) {
        groups.emplace_back();
        for (const auto& client : fence.clients) groups.back().push_back(client_mark(client));
        if (fence.and_of_no_client) groups.back().emplace_back(everybodys_mark);
    }
    if (!fence.kinds.empty()) {
        groups.emplace_back();
        for (const auto& kind : fence.kinds) groups.back().push_back(kind_mark(kind));
    }
    if (!fence.assignees.empty()) {
        groups.emplace_back();
        for (const auto& account : fence.assignees) groups.back().push_back(assignee_mark(account));
    }
    if (fence.only_open) groups.push_back({std::string(open_mark)});
    if (fence.without_internal) groups.push_back({std::string(public_mark)});
    return groups;
}

std::string fts5_phrase(const Phrase& phrase) {
    if (!phrase.whole.empty())
        return "(" + joined(std::span(phrase.whole), " OR ", [](const std::string& word) { return "\"" + word + "\""; }) + ")";
    return "\"" + joined(std::span(phrase.words), " ", [](const std::string& word) { return word; }) + "\"" + (phrase.open_end ? "*" : "");
}

std::string fts5_words(std::span<const Phrase> phrases, std::string_view columns, std::string_view between) {
    return joined(phrases, between, [&](const Phrase& phrase) { return std::string(columns) + " : " + fts5_phrase(phrase); });
}

std::string tsquery_phrase(const Phrase& phrase, bool in_title) {
    std::string text;
    for (size_t i = 0; i < phrase.words.size(); ++i) {
        const bool open = phrase.open_end && i + 1 == phrase.words.size();
        const std::string labels = std::string(open ? "*" : "") + (in_title ? "A" : "");
        text += (text.empty() ? "'" : " <-> '") + phrase.words[i] + "'" + (labels.empty() ? "" : ":" + labels);
    }
    return "(" + text + ")";
}

std::string tsquery_words(std::span<const Phrase> phrases, bool in_title, std::string_view between) {
    return joined(phrases, between, [&](const Phrase& phrase) { return tsquery_phrase(phrase, in_title); });
}
}  // namespace

Query query_of(std::span<const filter::Term> terms) {
    Query query;
    for (const filter::Term& term : terms) {
        if (!term.key.empty()) continue;
        const std::string& value = term.values.front();
        Phrase phrase;
        for (auto& word : words_of(value)) phrase.words.push_back(std::move(word.text));
        if (phrase.words.empty()) continue;
        phrase.open_end = value.ends_with('*') || value.find(' ') == std::string::npos;
        (term.negated ? query.unwanted : query.wanted).push_back(std::move(phrase));
    }
    return query;
}

std::string to_fts5(const Query& query, const Fence& fence, Place place) {
    std::string text;
    for (const auto& group : groups_of(fence)) {
        text += text.empty() ? "" : " AND ";
        text += "scope : (" + joined(std::span(group), " OR ", [](const std::string& mark) { return mark; }) + ")";
    }
    constexpr std::string_view anywhere = "{title body}";
    const std::string_view columns = place == Place::Title ? "title" : anywhere;
    text += (text.empty() ? "" : " AND ") + fts5_words(query.wanted, columns, " AND ");
    std::string without;
    if (place == Place::BesideTitle) without = "(" + fts5_words(query.wanted, "title", " AND ") + ")";
    for (const Phrase& phrase : query.unwanted)
        without += (without.empty() ? "" : " OR ") + fts5_words(std::span(&phrase, 1), anywhere, "");
    return without.empty() ? text : "(" + text + ") NOT (" + without + ")";
}

std::string to_tsquery(const Query& query, const Fence& fence, Place place) {
    std::string text;
    for (const auto& group : groups_of(fence))
        text += "(" + joined(std::span(group), " | ", [](const std::string& mark) { return "'=" + mark + "'"; }) + ") & ";
    text += tsquery_words(query.wanted, place == Place::Title, " & ");
    if (place == Place::BesideTitle) text += " & !(" + tsquery_words(query.wanted, true, " & ") + ")";
    for (const Phrase& phrase : query.unwanted) text += " & !" + tsquery_phrase(phrase, false);
    return text;
}

std::vector<std::string> marks_of(const Document& document) {
    std::vector<std::string> marks{kind_mark(document.kind)};
    if (!document.client.empty()) marks.push_back(client_mark(document.client));
    else if (document.kind == "article") marks.emplace_back(everybodys_mark);
    if (!document.internal) marks.emplace_back(public_mark);
    if (document.is_open) marks.emplace_back(open_mark);
    if (!document.ticket.empty()) marks.push_back(assignee_mark(document.assignee.empty() ? nobody : document.assignee));
    return marks;
}

}  // namespace steward::search
