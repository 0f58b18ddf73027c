// What holders promise each other about updates that follow the same one, so that no two majorities can differ: nobody signs a second one
// while the first can still be completed, and who promised never to sign one never does.
//
//   AUTHORITY/parents           updates that were signed here: parent and update, 64 bytes each
//   AUTHORITY/declined          updates that were promised never to be signed here, 32 bytes each
//   AUTHORITY/refusals/*.msj    the same promise of others, signed by them
//
// Such a promise is a veto that names an update which is in no chain yet: machines take none of these, since there is nothing to object to.
#pragma once

#include <map>

#include "signer/own_chain.h"

namespace steward::signer {

class Promises {
public:
    /// It keeps a reference to `chain`. Failure: Internal "file.unreadable", "authority.damaged".
    static Result<Promises> open(const OwnChain& chain);

    /// Kept before the signature is handed out. Of other updates with the same parent, none that was signed here may still come to its
    /// signatures; `person`: who signs, whose own promise proves nothing to himself.
    /// Failure: Conflict "signer.second_update", "signer.declined".
    Status before_signing(const trust::Digest& parent, const trust::Digest& update, const std::string& person);
    /// The same for a promise. Failure: Conflict "signer.signed_already" where this update was signed here.
    Status before_declining(const trust::Digest& update);

    bool was_signed_here(const trust::Digest& update) const;
    /// Keeps a promise of others about an update that was signed here. False: it is none, or nobody of those who may sign gave it.
    Result<bool> keep_refusal(ByteView frame);
    /// Who promised so, and how many more have to before this update can be completed by nobody; 0: it is taken back.
    std::set<std::string> who_declined(const trust::Digest& update) const;
    size_t missing(const trust::Digest& update, const std::string& person) const;

private:
    explicit Promises(const OwnChain& chain) : chain_(chain), place_(chain.place()) {}
    bool is_over(const trust::Digest& parent, const trust::Digest& update, const std::string& person) const;
    void take_refusal(ByteView frame);

    struct Signed {
        trust::Digest parent, update;
    };
    const OwnChain& chain_;
    fs::path place_;
    std::vector<Signed> signed_;
    std::set<trust::Digest> declined_, objected_;                // objected: by a veto in the chain, while it waited
    std::map<trust::Digest, std::set<std::string>> refused_by_;  // of each update, who promised
};

}  // namespace steward::signer
