// Files that go from hand to hand between signers: drafts, key cards, sealed and held keys. What is read is written the same again,
// and whatever can be read can be shown.
#include "signer/secret_key.h"
#include "signer/security_key.h"
#include "signer/shown.h"
#include "tests/fuzz/one_form.h"

using namespace steward;

namespace {
template <class Message>
void read_and_write(ByteView bytes) {
    if (const auto message = trust::read_message<Message>(bytes)) fuzz::must_be_one_form(*message, bytes);
}

void read_draft(ByteView bytes) {
    const auto draft = signer::read_draft(bytes);
    if (!draft) return;
    const Bytes again = signer::write_draft(*draft);
    fuzz::must(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()));
    const auto shown = signer::show(*draft, nullptr, Instant{1'790'000'000'000});
    fuzz::must(shown.is_readable || !shown.unusual.empty());
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const ByteView bytes(data, size);
    read_draft(bytes);
    read_and_write<trust::KeyRecord>(bytes);
    read_and_write<signer::HeldKey>(bytes);
    read_and_write<signer::SealedKey>(bytes);
    return 0;
}
