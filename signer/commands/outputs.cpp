// What jobs wrote, sealed for the persons who may sign them: opened here, where the server cannot look.
#include "base/id.h"
#include "base/plain.h"
#include "signer/cards.h"
#include "signer/commands.h"
#include "signer/own_key.h"
#include "trust/sealed_output.h"
#include "trust/work.h"

namespace steward::signer {

namespace {
using namespace trust;

// Who wrote it is said by nobody but the machine: its signed result names the digest of the sealed bytes.
Status is_of_machine(const DeviceCard& card, const SealedOutput& sealed, ByteView bytes, ByteView result) {
    const auto wrong = [](const std::string& sentence) { return fail(ErrorKind::Conflict, "output.not_of_machine", sentence); };
    const auto frame = read_frame(result);
    const auto said = frame && frame->type == MessageType::Result ? read_message<WorkResult>(frame->payload) : std::nullopt;
    if (!said || frame->signature_count != 1) return wrong("The file of --result is no result of a machine.");
    const PublicKey key{static_cast<Algorithm>(frame->signatures[0].algorithm), card.device_key};
    const bool is_plain_key = (key.algorithm == Algorithm::Ed25519 || key.algorithm == Algorithm::Es256) && has_right_size(key);
    if (!is_plain_key || !verifies(key, {}, signed_bytes(frame->type, frame->payload), frame->signatures[0]) ||
        said->device != card.device || said->device != sealed.device || said->work != sealed.work)
        return wrong("The result is not one that " + card.host_name + " signed for this job.");
    if (said->output != sha256(bytes)) return wrong("This is not what " + card.host_name + " wrote: its signed result names other bytes.");
    return {};
}

// What is proven of the writer, in words. Failure: the result that was given speaks against it.
Result<std::string> writer_of(const Desk& desk, const SealedOutput& sealed, ByteView bytes) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    const Cards cards = Cards::open(chain.place());
    const DeviceCard* card = cards.find(sealed.device);
    const std::string path = desk.arguments.option("result");
    if (path.empty()) return "  ! who wrote it is not proven: give the machine's signed result by --result FILE";
    if (!card)
        return fail(ErrorKind::NotFound, "card.unknown",
                    "The card of its machine is not known here; it comes with drafts, or by `steward-sign card list FILE`.");
    STEWARD_TRY(const Bytes result, read_file(path));
    STEWARD_CHECK(is_of_machine(*card, sealed, bytes, result));
    return "  " + plain(card->host_name) + " itself signed that it wrote this";
}

Status open_sealed(Desk& desk) {
    STEWARD_TRY(const std::string path, desk.word(0, "The file of a sealed output"));
    STEWARD_TRY(const std::string name, desk.arguments.needed("key"));
    STEWARD_TRY(const std::string out, desk.out_file());
    STEWARD_TRY(const Bytes bytes, read_file(path));
    const auto sealed = read_sealed_output(bytes);
    if (!sealed) return fail(ErrorKind::Invalid, "output.none", path + " is no sealed output of a job.");
    STEWARD_TRY(const OwnKey own, OwnKey::find(desk.folder, name));
    if (!own.sealed())
        return fail(ErrorKind::Invalid, "output.no_reader", "Only a key under a passphrase can read; this one can do nothing but sign.");
    STEWARD_TRY(const std::string writer, writer_of(desk, *sealed, bytes));
    STEWARD_TRY(const std::string passphrase, desk.passphrases.ask("Passphrase of " + own.person()));
    STEWARD_TRY(const SecretKey key, SecretKey::open(*own.sealed(), passphrase));
    const auto output = key.open(*sealed);
    if (!output)
        return fail(ErrorKind::Forbidden, "output.not_yours",
                    "It does not open with this key: it was sealed for others, or somebody changed it on its way.");
    STEWARD_CHECK(write_new_file(out, *output));
    desk.say("Job " + to_text(RawId{sealed->work}) + " on the machine " + to_hex(sealed->device) + " wrote " +
             std::to_string(output->size()) + " bytes; they lie in " + out + ".");
    desk.say(writer);
    return {};
}
}  // namespace

std::span<const Command> output_commands() {
    static constexpr Command commands[] = {
        {"open", "FILE --key NAME --out FILE [--result FILE]",
         "reads a sealed output of a job; with the machine's signed result, whether it is the machine's", open_sealed},
    };
    return commands;
}

}  // namespace steward::signer
