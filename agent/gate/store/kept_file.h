// Files of one message and its check sum: whole and on the disk, or as before.
#pragma once

#include "agent/gate/journal_file.h"
#include "trust/form.h"

namespace steward::gate {

/// Nothing: there is no such file. Failure: Internal "gate.store_damaged", or the disk's.
Result<std::optional<Bytes>> read_kept_bytes(const std::string& path);
Status write_kept_bytes(const std::string& path, ByteView content);
std::unexpected<Error> kept_damaged(const std::string& path);

template <class T>
Result<std::optional<T>> read_kept(const std::string& path) {
    STEWARD_TRY(const auto content, read_kept_bytes(path));
    if (!content) return std::nullopt;
    auto kept = trust::read_message<T>(*content);
    if (!kept) return kept_damaged(path);
    return kept;
}

template <class T>
Status write_kept(const std::string& path, const T& value) {
    return write_kept_bytes(path, trust::write_message(value));
}

/// Where what is damaged is as good as what is not there.
template <class T>
std::optional<T> whole_kept(const std::string& path) {
    return read_kept<T>(path).value_or(std::nullopt);
}

}  // namespace steward::gate
