// A conversation with clamd, the scanner of ClamAV: its INSTREAM command over a local socket or TCP.
//
// The answer is foreign bytes: read up to a bound, judged by a pure function, and only an exact "OK" is clean.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace steward::attachments {

struct Verdict {
    enum class Value { Clean, Infected, Failed };
    Value value = Value::Failed;
    std::string note;  // the signature that was found, or why it failed; one line, safe to show
};

inline constexpr size_t most_answer_bytes = 1024;

/// What an answer to INSTREAM means. Total: any bytes give a verdict, and what is not understood is a failure.
Verdict judge_answer(std::string_view answer);

/// "unix:/path" or "tcp:host:port".
struct ScannerPlace {
    std::string path;  // of a local socket; empty: host and port
    std::string host, port;
};
/// Failure: Invalid with `pointer`.
Result<ScannerPlace> read_scanner_place(std::string_view pointer, std::string_view text);

/// Sends what `next` gives (an empty text ends it) and reads the verdict. Never waits longer than a minute for one step.
/// `reached` tells whether the scanner answered at all. Blocks.
struct Scan {
    bool reached = false;
    Verdict verdict;
};
Scan scan(const ScannerPlace& place, const std::function<Result<std::string>()>& next);

/// The file of eicar.org that every scanner finds and that does no harm; put together at run time, so that no scanner
/// finds it in our own program.
std::string eicar_test_file();

}  // namespace steward::attachments
