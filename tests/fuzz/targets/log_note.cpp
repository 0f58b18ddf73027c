// Heads, keys and signatures of the accountability log, as a log that is not ours any more would send them.
#include "tests/fuzz/input.h"
#include "trust/checkpoint.h"

using namespace steward;
using namespace steward::trust;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text = as_text({data, size});
    if (const auto note = read_note(text)) {
        fuzz::must(write_checkpoint(note->checkpoint) == note->text);
        fuzz::must(note->signatures.size() <= most_note_signatures);
        const NoteKey nobody{.kind = NoteKind::Log, .name = note->signatures.front().name};
        fuzz::must(!is_signed(*note, nobody));
        fuzz::must(!cosigned_at(*note, {.kind = NoteKind::Cosignature, .name = nobody.name}));
    }
    if (const auto key = read_note_key(text)) fuzz::must(write_note_key(*key) == text);
    return 0;
}
