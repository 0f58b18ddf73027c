#include "server/modules/notifications/channels/chat/format.h"

#include <boost/json.hpp>

#include "server/platform/mail/words.h"

namespace steward::notifications::channels::chat {

namespace {
namespace json = boost::json;
constexpr size_t most_subject_bytes = 250, most_words_bytes = 3000;
constexpr std::string_view take_it = "I take it";

// `each` says what stands in the place of a character; empty: the character itself.
template <typename Each>
std::string with_each(std::string_view text, Each each) {
    std::string written;
    for (const char c : text) {
        const std::string_view instead = each(c);
        if (instead.empty()) written += c;
        else written += instead;
    }
    return written;
}

// "<!channel>" and "<http://...|...>" are Slack's own words.
std::string for_slack(std::string_view text) {
    return with_each(text, [](char c) -> std::string_view { return c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : ""; });
}

// "@all" must call nobody; a space without width behind the @ says the same to a reader.
std::string for_markdown(std::string_view text) {
    return with_each(text, [](char c) -> std::string_view {
        switch (c) {
            case '@':
                return "@\u200b";
            case '[':
                return "\\[";
            case ']':
                return "\\]";
            case '*':
                return "\\*";
            case '`':
                return "\\`";
            case '!':
                return "\\!";
            default:
                return "";
        }
    });
}

json::object card(const std::string& subject, const std::string& text, const std::string& link) {
    json::array blocks = {{{"type", "TextBlock"}, {"text", for_markdown(subject)}, {"weight", "Bolder"}, {"wrap", true}},
                          {{"type", "TextBlock"}, {"text", for_markdown(text)}, {"wrap", true}}};
    json::object content = {
        {"$schema", "http://adaptivecards.io/schemas/adaptive-card.json"}, {"type", "AdaptiveCard"}, {"version", "1.2"}, {"body", blocks}};
    if (!link.empty()) content["actions"] = {{{"type", "Action.OpenUrl"}, {"title", take_it}, {"url", link}}};
    return {{"type", "message"},
            {"attachments", {{{"contentType", "application/vnd.microsoft.card.adaptive"}, {"contentUrl", nullptr}, {"content", content}}}}};
}
}  // namespace

std::string chat_body(std::string_view format, const Message& message) {
    const std::string link = value_in(message.data_json, "acknowledge_url");
    const std::string subject(mail::cut_text(message.subject, most_subject_bytes)), text(mail::cut_text(message.text, most_words_bytes));
    if (format == "teams") return json::serialize(card(subject, text, link));
    const bool is_slack = format == "slack";
    std::string said =
        is_slack ? "*" + for_slack(subject) + "*\n" + for_slack(text) : "**" + for_markdown(subject) + "**\n\n" + for_markdown(text);
    if (!link.empty())
        said += is_slack ? "\n<" + link + "|" + std::string(take_it) + ">" : "\n[" + std::string(take_it) + "](" + link + ")";
    return json::serialize(json::object{{"text", said}});
}

}  // namespace steward::notifications::channels::chat
