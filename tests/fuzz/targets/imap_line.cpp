// What a mailbox says to who waits for its news, in pieces as the network brings it.
#include "server/platform/mail/imap_lines.h"
#include "tests/fuzz/input.h"

using namespace steward;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    fuzz::Input input(data, size);
    const size_t piece = 1 + input.byte();
    const std::string_view wire = input.text();
    mail::ImapLines lines;
    size_t taken = 0;
    for (size_t at = 0; at < wire.size(); at += piece) {
        if (!lines.put(wire.substr(at, piece))) return 0;
        while (const auto line = lines.next()) {
            taken += line->size() + 1;
            fuzz::must(line->find('\n') == std::string::npos);
            const auto read = mail::read_imap_line(*line, "w7");
            fuzz::must(!read.can_idle || read.says == mail::ImapLine::Says::Other);
            const bool ours = read.says == mail::ImapLine::Says::Done || read.says == mail::ImapLine::Says::Refused;
            fuzz::must(!ours || line->find("w7") != std::string::npos);
        }
    }
    fuzz::must(taken <= wire.size());
    return 0;
}
