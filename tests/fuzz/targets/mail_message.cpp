// A whole mail from anywhere: structure, words, the decisions over it. The first byte chooses an envelope.
#include "server/platform/mail/authenticity.h"
#include "server/platform/mail/limits.h"
#include "server/platform/mail/quoted.h"
#include "server/platform/mail/thread.h"
#include "tests/fuzz/input.h"

using namespace steward;

namespace {
void must_be_harmless(const mail::Message& message) {
    fuzz::must(mail::clean_text(message.text) == message.text && message.text.size() <= mail::most_text_bytes);
    fuzz::must(mail::clean_text(message.subject) == message.subject && message.subject.find('\n') == std::string::npos);
    for (const auto& attachment : message.attachments) {
        fuzz::must(!attachment.name.empty() && attachment.name.size() <= 130 && !attachment.name.starts_with('.'));
        fuzz::must(attachment.name.find_first_of("/\\\n\r\t") == std::string::npos);
    }
    for (const auto& from : message.from) fuzz::must(from.address.find('@') != std::string::npos);
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const mail::ThreadMarks marks(Bytes(32, 0x11), "msp.example");
    fuzz::Input input(data, size);
    const bool bounce = input.byte() == '<';
    const mail::Envelope envelope{.sender = bounce ? "" : "anna@client.example", .recipients = {"desk@msp.example"}};
    (void)mail::read_envelope(input.text());
    const auto message = mail::read_message(input.text());
    if (!message) return 0;
    must_be_harmless(*message);
    const auto origin = mail::judge_origin(*message, envelope, {.message_domain = "msp.example", .installation = "i", .addresses = {}});
    fuzz::must(origin.is_automatic() != origin.reason.empty());
    const auto sender = mail::judge_authenticity(*message, "mx.msp.example");
    fuzz::must(!sender.reason.empty());
    const auto split = mail::split_quoted(message->text);
    fuzz::must(split.fresh.size() + split.folded.size() <= message->text.size() + 1);
    (void)mail::thread_hints(*message, envelope, marks, "TIC-");
    return 0;
}
