// Text messages by the HTTP gateway of any provider.
#include "server/modules/notifications/channels/text_message/template.h"
#include "server/modules/notifications/http_post.h"
#include "server/platform/mail/words.h"

namespace steward::notifications::channels::text_message {

namespace {
constexpr size_t most_letters = 1600;  // ten parts of a long message
constexpr Setting fields[] = {
    {"url", "Address", false, true, "https://api.example.org/messages", "Of the provider's gateway. {to} and {text} may stand in it."},
    {"method", "Method", false, false, "POST", "POST, PUT or GET."},
    {"header", "Header", true, false, "Authorization: Bearer ...", "With its name; kept sealed."},
    {"second_header", "Second header", true, false, "X-Api-Key: ...", "With its name; kept sealed."},
    {"content_type", "Type of the body", false, false, "application/json",
     "application/json, application/x-www-form-urlencoded or text/plain: fields are escaped for it."},
    {"body", "Body", false, false, R"({"to":"{to}","message":"{text}"})",
     "Fields: {to}, {text}, {subject}, {priority}, {link} (of a page), {id} (the same at every attempt)."},
    {"to", "Number", false, true, "+49 170 1234567", "To whom it goes."},
    {"people", "Numbers of people", false, false, "anna@example.org=+49 170 1, ben@example.org=+49 170 2",
     "Where it carries pages: by the address of the account. When it is filled in, whoever is not in it is not reached by this channel."},
    {"success_text", "The answer says", false, false, R"("status":"queued")", "Empty: every answer with 2xx is success."},
    {"longest", "Longest text", false, false, "320", "In letters; what is longer is cut."},
    {"allow_private_network", "Allow private addresses", false, false, "no", "yes for a gateway inside your own network."}};

std::optional<Escaping> escaping_of(const std::string& type) {
    if (type == "application/json") return Escaping::Json;
    if (type == "application/x-www-form-urlencoded") return Escaping::Form;
    if (type == "text/plain") return Escaping::Plain;
    return std::nullopt;
}

std::string content_type(const Settings& settings) { return setting_or(settings, "content_type", "application/json"); }
std::string method(const Settings& settings) { return setting_or(settings, "method", "POST"); }
std::string body_pattern(const Settings& settings) { return setting_or(settings, "body", R"({"to":"{to}","message":"{text}"})"); }

size_t longest(const Settings& settings) {
    const std::string text = setting_or(settings, "longest", "320");
    const bool is_number = text.size() <= 4 && text.find_first_not_of("0123456789") == std::string::npos;
    return is_number ? std::stoul(text) : 0;
}

bool is_header(const std::string& header) {
    const size_t colon = header.find(':');
    return header.empty() || (colon != std::string::npos && colon > 0 && header.find_first_of(" \t") > colon);
}

// What a person reads of the message, in a few words: the subject, and for a page its link.
Fields values(const Settings& settings, const Message& message) {
    const std::string link = value_in(message.data_json, "acknowledge_url");
    const std::string text = message.subject + (link.empty() ? "" : " " + link);
    const size_t most = longest(settings);
    // The link must not be cut: without it nobody can take the page.
    const std::string shown = text.size() <= most || link.empty() || link.size() + 1 > most
                                  ? std::string(mail::cut_text(text, most))
                                  : std::string(mail::cut_text(message.subject, most - link.size() - 1)) + " " + link;
    return {{"to", setting_or(settings, "to")},
            {"text", shown},
            {"subject", message.subject},
            {"priority", value_in(message.data_json, "priority")},
            {"link", link},
            {"id", message.id}};
}

class TextMessage final : public ChannelKind {
public:
    std::string_view name() const override { return "text_message"; }
    std::string_view label() const override { return "Text message (HTTP gateway)"; }
    std::span<const Setting> settings() const override { return fields; }

    Status check(const Settings& settings) const override {
        STEWARD_CHECK(check_url(setting_or(settings, "url")));
        const std::string verb = method(settings);
        if (verb != "POST" && verb != "PUT" && verb != "GET") return bad_field("/settings/method", "Write POST, PUT or GET.");
        for (const char* header : {"header", "second_header"}) {
            if (!is_header(setting_or(settings, header)))
                return bad_field("/settings/" + std::string(header), "Write the name, a colon and the value.");
        }
        if (!escaping_of(content_type(settings)))
            return bad_field("/settings/content_type", "Write application/json, application/x-www-form-urlencoded or text/plain.");
        if (!is_number(setting_or(settings, "to"))) return bad_field("/settings/to", "One number, as +49 170 1234567.");
        const std::string all = setting_or(settings, "url") + (verb == "GET" ? "" : body_pattern(settings));
        if (all.find("{text}") == std::string::npos && all.find("{subject}") == std::string::npos)
            return bad_field("/settings/body", "{text} must stand in the body or in the address.");
        if (Fields numbers; !read_numbers(setting_or(settings, "people"), numbers))
            return bad_field("/settings/people", "Write address=number, separated by commas.");
        if (longest(settings) < 60 || longest(settings) > most_letters) return bad_field("/settings/longest", "A number from 60 to 1600.");
        return check_allow_private(setting_or(settings, "allow_private_network"));
    }

    std::string_view person_key() const override { return "to"; }

    Settings addressed_to(Settings settings, const std::string& address) const override {
        Fields numbers;
        read_numbers(setting_or(settings, "people"), numbers);
        if (numbers.empty()) return settings;
        const auto number = numbers.find(mail::lower_case(address));
        settings["to"] = number == numbers.end() ? "" : number->second;
        return settings;
    }

    std::string recipient(const Settings& settings) const override { return setting_or(settings, "to"); }

    Outcome send(const Settings& settings, const Message& message, Instant) const override {
        if (setting_or(settings, "to").empty()) return {Outcome::Kind::GiveUp, "This channel has no number of the person that is called."};
        const Fields values_now = values(settings, message);
        const std::string type = content_type(settings);
        outbound::HttpRequest request{.method = method(settings),
                                      .url = fill_in(setting_or(settings, "url"), values_now, Escaping::Form),
                                      .body = {},
                                      .headers = {},
                                      .allow_private = setting_or(settings, "allow_private_network") == "yes"};
        if (request.method != "GET") {
            request.body = fill_in(body_pattern(settings), values_now, escaping_of(type).value_or(Escaping::Json));
            request.headers.push_back("Content-Type: " + type);
        }
        for (const char* header : {"header", "second_header"}) {
            if (const std::string line = setting_or(settings, header); !line.empty()) request.headers.push_back(line);
        }
        const auto answer = outbound::ask(request);
        const std::string wanted = setting_or(settings, "success_text");
        if (answer.is_good() && answer.body.find(wanted) == std::string::npos)
            return {Outcome::Kind::TryAgain,
                    "The gateway answered " + std::to_string(answer.status) + ", but not that it took the message."};
        return outcome_of(answer);
    }
};
}  // namespace

const ChannelKind& kind() {
    static const TextMessage text_message;
    return text_message;
}

}  // namespace steward::notifications::channels::text_message
