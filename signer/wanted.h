// What stands behind the options of a command line: lists, numbers, times, ids.
#pragma once

#include "base/arguments.h"
#include "signer/folder.h"
#include "trust/place.h"

namespace steward::signer {

std::vector<std::string> list_of(const std::string& text);  // "a,b"; empty entries are left out

/// Each fails with Invalid "cli.usage" and a sentence that names the option.
Result<uint64_t> number_of(const Arguments& arguments, const std::string& option, uint64_t otherwise);
Result<uint8_t> roles_of(const std::string& text);
Result<trust::ClassSet> classes_of(const std::string& text);   // "all" or "script,service"
Result<trust::ClientSet> clients_of(const std::string& text);  // "all" or ids
Result<trust::ShortId> short_id_of(const std::string& text);   // an id as the console shows it
Result<std::vector<trust::Digest>> digests_of(const std::string& text);
/// Pins of the server as `steward courier keys` says them and people read them aloud (base/spoken.h), or as they stand in an enrolment
/// line, with or without `pin=`.
Result<std::vector<trust::Digest>> pins_of(const std::string& text);
/// Keys of the log as verifier keys (name+hash+key), as the server gives them, or as they are shown here and read aloud.
Result<std::vector<trust::Digest>> log_keys_of(const std::string& text);
/// "script=24".
Result<trust::ClassNumber> class_number_of(const std::string& option, const std::string& text);
/// Key cards, by their files.
Result<std::vector<trust::KeyRecord>> cards_of(const std::string& paths);

}  // namespace steward::signer
