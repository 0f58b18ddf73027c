#include "signer/history.h"

#include <algorithm>

namespace steward::signer {

namespace {
constexpr size_t one_size = trust::key_id_size + 1 + 16 + 32;
}  // namespace

Result<History> History::open(const fs::path& authority) {
    History history(authority / "signed");
    if (!fs::exists(history.path_)) return history;
    STEWARD_TRY(history.kept_, read_file(history.path_));
    for (size_t at = 0; at + one_size <= history.kept_.size(); at += one_size) history.note(ByteView(history.kept_).subspan(at, one_size));
    return history;
}

void History::note(ByteView one) {
    trust::KeyId key{};
    trust::ShortId client{};
    trust::Digest script{};
    std::ranges::copy(one.first(key.size()), key.begin());
    const auto job_class = static_cast<trust::JobClass>(one[key.size()]);
    std::ranges::copy(one.subspan(key.size() + 1, client.size()), client.begin());
    std::ranges::copy(one.last(script.size()), script.begin());
    classes_.insert({key, job_class});
    clients_.insert(client);
    scripts_.insert(script);
}

Status History::remember(const trust::KeyId& key, trust::JobClass job_class, const trust::ShortId& client, const trust::Digest& script) {
    if (has_class(key, job_class) && has_client(client) && has_script(script)) return {};
    Bytes one(key.begin(), key.end());
    one.push_back(static_cast<uint8_t>(job_class));
    one.insert(one.end(), client.begin(), client.end());
    one.insert(one.end(), script.begin(), script.end());
    note(one);
    kept_.insert(kept_.end(), one.begin(), one.end());
    return write_file(path_, kept_);
}

}  // namespace steward::signer
