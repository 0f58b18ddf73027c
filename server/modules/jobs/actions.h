// From what a person asks for to what a machine's gate does (trust/actions.h).
#pragma once

#include "server/modules/jobs/store_scripts.h"
#include "steward/jobs/v1/jobs.pb.h"
#include "trust/actions.h"

namespace steward::jobs {

constexpr size_t longest_script = 256 * 1024;
constexpr int64_t usual_timeout_s = 600, longest_timeout_s = 24 * 3600;

struct WantedFile {
    std::string digest, name;
    Bytes content;  // empty when it is kept already
};
struct Wanted {
    trust::JobClass job_class{};
    trust::Item action;
    trust::RunLimits limits;
    std::string os;    // of its preconditions
    std::string what;  // "Restart nginx.service"
    std::vector<WantedFile> files;
    std::optional<ScriptRow> script;
    std::vector<std::string> warnings;
};

/// Failures: Invalid with the field that is wrong; NotFound "jobs.script_not_found"; Conflict "jobs.script_retired".
Result<Wanted> wanted_of(Transaction& transaction, const v1::JobAction& action);

/// The values of a script's parameters, in their order, each one argument. Failure: Invalid "/action/values".
Result<std::vector<std::string>> arguments_of(const v1::ScriptParameters& parameters,
                                              const google::protobuf::RepeatedPtrField<std::string>& values);

/// What a signed job of a class does, in words, when nobody drafted it here.
std::string words_of_action(const trust::Job& job);

/// The files that an action names.
std::vector<std::string> files_of_action(const trust::Job& job);

Bytes packed(const google::protobuf::Message& message);

}  // namespace steward::jobs
