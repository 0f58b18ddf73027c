// Every mail of the corpus is read as it says; what can be asked of a mail is the list in `found`.
#include <gmock/gmock.h>

#include "server/platform/mail/authenticity.h"
#include "server/platform/mail/message.h"
#include "server/platform/mail/quoted.h"
#include "server/platform/mail/tests/corpus.h"
#include "server/platform/mail/tests/marks.h"

namespace steward::mail::tests {

namespace {
using testing::HasSubstr;
using testing::Not;

template <typename List, typename Text>
std::string joined(const List& list, const Text& text) {
    std::string all;
    for (const auto& one : list) all += (all.empty() ? "" : ", ") + std::string(text(one));
    return all;
}

std::string threads_of(const Case& one, const Message& message) {
    return joined(thread_hints(message, one.envelope, marks(), "TIC-"), [](const ThreadHint& hint) -> std::string {
        const char* how[] = {"id", "address", "text", "number"};
        const std::string name = how[static_cast<int>(hint.how)];
        if (hint.how == ThreadHint::How::SubjectNumber) return name + " " + hint.reference;
        for (int i = 1; i <= 3; ++i) {
            if (hint.conversation == conversation(i)) return name + " " + std::to_string(i);
        }
        return name + " ?";
    });
}

std::string found(const Case& one, const Message& message, const std::string& what) {
    const SplitText split = split_quoted(message.text);
    const auto origin = judge_origin(message, one.envelope, own_marks());
    if (what == "from") return joined(message.from, [](const Address& from) { return from.address; });
    if (what == "name") return joined(message.from, [](const Address& from) { return from.name; });
    if (what == "to") return joined(message.to, [](const Address& to) { return to.address; });
    if (what == "subject") return message.subject;
    if (what == "date") return message.date ? to_rfc3339(*message.date) : "none";
    if (what == "id") return message.message_id;
    if (what.starts_with("text")) return message.text;
    if (what.starts_with("fresh")) return split.fresh;
    if (what.starts_with("folded")) return split.folded;
    if (what == "html") return message.text_from_html ? "yes" : "no";
    if (what == "cut") return message.text_cut ? "yes" : "no";
    if (what == "attachments") return joined(message.attachments, [](const Attachment& attachment) { return attachment.name; });
    if (what == "types") return joined(message.attachments, [](const Attachment& attachment) { return attachment.type; });
    if (what == "bytes") return joined(message.attachments, [](const Attachment& attachment) { return attachment.bytes; });
    if (what == "calendar") return joined(message.calendars, [](const CalendarPart& calendar) { return calendar.method; });
    if (what == "returned") return joined(message.returned_ids, [](const std::string& id) { return id; });
    if (what == "status") return message.report ? message.report->status : "none";
    if (what == "encrypted") return message.is_encrypted ? "yes" : "no";
    if (what == "origin") return std::string(origin_code(origin.origin));
    if (what == "silence") return origin.asks_silence ? "yes" : "no";
    if (what == "dmarc") return std::string(authenticity_code(judge_authenticity(message, "mx.msp.example").value));
    if (what == "thread") return threads_of(one, message);
    return "nothing is known of '" + what + "'";
}

void holds(const Case& one) {
    SCOPED_TRACE(one.name);
    const auto message = read_message(one.bytes);
    ASSERT_FALSE(one.expectations.empty());
    if (one.expectations.front().what == "refused") {
        ASSERT_FALSE(message.has_value());
        EXPECT_EQ(message.error().code, one.expectations.front().value);
        EXPECT_FALSE(message.error().message.empty());
        const Message shown = read_envelope(one.bytes);
        for (size_t i = 1; i < one.expectations.size(); ++i)
            EXPECT_EQ(found(one, shown, one.expectations[i].what), one.expectations[i].value) << one.expectations[i].what;
        return;
    }
    ASSERT_TRUE(message.has_value()) << message.error().code;
    for (const auto& [what, value] : one.expectations) {
        if (what.ends_with(" has")) EXPECT_THAT(found(one, *message, what), HasSubstr(value));
        else if (what.ends_with(" has not")) EXPECT_THAT(found(one, *message, what), Not(HasSubstr(value)));
        else EXPECT_EQ(found(one, *message, what), value) << what;
    }
}
}  // namespace

TEST(MailCorpus, every_awkward_mail_is_read_as_it_says) {
    const auto cases = read_corpus();
    EXPECT_GE(cases.size(), 200u);
    for (const auto& one : cases) holds(one);
}

TEST(MailCorpus, nothing_that_is_read_is_longer_or_wilder_than_the_limits) {
    for (const auto& one : read_corpus()) {
        SCOPED_TRACE(one.name);
        const auto message = read_message(one.bytes);
        if (!message) continue;
        EXPECT_LE(message->text.size(), 100'000u);
        EXPECT_LE(message->subject.size(), 400u);
        EXPECT_EQ(clean_text(message->text), message->text);
        EXPECT_EQ(clean_text(message->subject), message->subject);
        for (const auto& attachment : message->attachments) {
            EXPECT_EQ(attachment.name.find_first_of("/\\\n\r"), std::string::npos);
            EXPECT_FALSE(attachment.name.starts_with('.'));
            EXPECT_LE(attachment.name.size(), 130u);
        }
    }
}

TEST(MailCorpus, every_beginning_of_every_mail_is_read_or_refused_too) {
    for (const auto& one : read_corpus()) {
        const size_t step = std::max<size_t>(1, one.bytes.size() / 40);
        for (size_t length = 0; length < one.bytes.size(); length += step) {
            const auto message = read_message(std::string_view(one.bytes).substr(0, length));
            if (message) (void)thread_hints(*message, one.envelope, marks(), "TIC-");
        }
    }
}

}  // namespace steward::mail::tests
