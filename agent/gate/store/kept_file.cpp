#include "agent/gate/store/kept_file.h"

#include "agent/gate/records.h"

namespace steward::gate {

std::unexpected<Error> kept_damaged(const std::string& path) {
    return fail(ErrorKind::Internal, "gate.store_damaged",
                "The file " + path.substr(path.rfind('/') + 1) +
                    " of the gate is damaged or missing. Nothing runs here before this machine is enrolled again.");
}

Result<std::optional<Bytes>> read_kept_bytes(const std::string& path) {
    STEWARD_TRY(const Bytes whole, open_journal_file(path)->read());
    if (whole.empty()) return std::nullopt;
    const auto content = unsummed(whole);
    if (!content) return kept_damaged(path);
    return Bytes(content->begin(), content->end());
}

Status write_kept_bytes(const std::string& path, ByteView content) { return open_journal_file(path)->replace(summed(content)); }

}  // namespace steward::gate
