// The gate's journal as a broken disk would give it back: it always opens, what it kept opens the same again, and nothing that was
// begun gets lost on the way.
#include "agent/gate/journal.h"
#include "tests/fuzz/input.h"

using namespace steward;

namespace {
struct MemoryFile final : gate::JournalFile {
    Bytes bytes;
    Result<Bytes> read() override { return bytes; }
    Status append(ByteView record) override {
        bytes.insert(bytes.end(), record.begin(), record.end());
        return {};
    }
    Status replace(ByteView whole) override {
        bytes.assign(whole.begin(), whole.end());
        return {};
    }
};
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    MemoryFile file;
    file.bytes.assign(data, data + size);
    const auto first = gate::WorkJournal::open(file);
    fuzz::must(first.has_value());
    const auto second = gate::WorkJournal::open(file);
    fuzz::must(second && second->head() == first->head() && second->fence() == first->fence());
    fuzz::must(second->is_damaged() == first->is_damaged() && second->interrupted() == first->interrupted());
    return 0;
}
