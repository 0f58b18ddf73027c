// What was signed here before: so that what is done for the first time is seen.
//
//   AUTHORITY/signed                  65 bytes a job: key, class, client, script (zeros: none)
#pragma once

#include <optional>
#include <set>

#include "signer/folder.h"
#include "trust/work.h"

namespace steward::signer {

class History {
public:
    /// Failure: Internal "file.unreadable".
    static Result<History> open(const fs::path& authority);

    bool has_client(const trust::ShortId& client) const { return clients_.contains(client); }
    bool has_script(const trust::Digest& script) const { return scripts_.contains(script); }
    bool has_class(const trust::KeyId& key, trust::JobClass job_class) const { return classes_.contains({key, job_class}); }

    /// Kept before the signature is handed out. Failure: Internal "file.unwritable".
    Status remember(const trust::KeyId& key, trust::JobClass job_class, const trust::ShortId& client, const trust::Digest& script);

private:
    explicit History(fs::path path) : path_(std::move(path)) {}
    void note(ByteView one);

    fs::path path_;
    Bytes kept_;
    std::set<trust::ShortId> clients_;
    std::set<trust::Digest> scripts_;
    std::set<std::pair<trust::KeyId, trust::JobClass>> classes_;
};

}  // namespace steward::signer
