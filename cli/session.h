// What every API command begins with: its arguments, the client, and how to end.
#pragma once

#include <boost/json.hpp>

#include "base/time.h"
#include "cli/client.h"
#include "cli/commands.h"
#include "cli/output.h"

namespace steward::cli {

/// Reads the arguments, makes the client and runs `work`; its error becomes the exit code.
template <typename Work>
int with_client(const std::vector<std::string>& words, Work work) {
    auto arguments = read_arguments(words, flags());
    if (!arguments) return report(arguments.error());
    auto client = Client::from(*arguments);
    if (!client) return report(client.error());
    const Status status = work(*client, *arguments);
    return status ? 0 : report(status.error());
}

inline int64_t now_ms() { return SystemClock().now().unix_ms; }

/// Prints a list as a table or, with --json, as it came.
inline void show(const Arguments& arguments, const boost::json::array& items, const std::vector<ColumnSpec>& columns) {
    if (arguments.has("json")) print_json(items);
    else print_table(items, columns, now_ms());
}

/// The item whose `field` is `value` without regard to case. Failure: NotFound "cli.no_such".
Result<boost::json::value> find_by(const boost::json::array& items, const std::string& field, const std::string& value,
                                   const std::string& noun);

/// One device by its id or its name; `client` (empty: any) is its client's name. Failures: NotFound "cli.no_such"; Conflict "cli.ambiguous"
/// when several have the name, with their clients and ids: what is meant for one machine must not meet another.
Result<boost::json::value> one_device(const boost::json::array& devices, const std::string& word, const std::string& client);

/// What follows the verb, as one filter.
std::string filter_of(const Arguments& arguments);

/// Failure: Invalid "cli.usage" when there are more words than `most`: they would be left out without a word.
Status no_more_words(const Arguments& arguments, size_t most, const std::string& usage);

/// The client's id by its name. Failure: NotFound.
Result<std::string> client_id_by_name(const Client& client, const std::string& name);

/// Wrong words after a command: exit code 2 with its usage.
std::unexpected<Error> wrong_usage(const std::string& usage);

}  // namespace steward::cli
