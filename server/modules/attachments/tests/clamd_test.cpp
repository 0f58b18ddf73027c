// What the scanner says, and a real one where it is installed: its signatures are one file of our own with the test file's hash.
#include "server/modules/attachments/clamd.h"

#include <gtest/gtest.h>

#include <utility>

#include "server/modules/attachments/tests/real_clamd.h"

namespace steward::attachments {
namespace {

using namespace std::string_view_literals;
using Value = Verdict::Value;

Scan scan_text(const ScannerPlace& place, std::string text) {
    return scan(place, [&]() -> Result<std::string> { return std::exchange(text, {}); });
}

TEST(ScannerAnswer, only_an_exact_ok_is_clean) {
    EXPECT_EQ(judge_answer("stream: OK\0"sv).value, Value::Clean);
    EXPECT_EQ(judge_answer("stream: OK\n").value, Value::Clean);
    for (const auto answer : {""sv, "OK"sv, "stream: OK FINE"sv, "stream:OK"sv, "fd[10]: OK"sv, "\0stream: OK"sv, "UNKNOWN COMMAND"sv,
                              "INSTREAM size limit exceeded. ERROR"sv, "stream:  FOUND"sv})
        EXPECT_EQ(judge_answer(answer).value, Value::Failed) << answer;
    EXPECT_EQ(judge_answer("stream: OK" + std::string(5000, ' ')).value, Value::Failed);
}

TEST(ScannerAnswer, a_signature_is_said_on_one_line_of_bounded_length) {
    const auto verdict = judge_answer("stream: Win.Test\x1b[31m\r\nEvil" + std::string(400, 'x') + " FOUND");
    EXPECT_EQ(verdict.value, Value::Infected);
    EXPECT_LE(verdict.note.size(), 200u);
    EXPECT_EQ(verdict.note.find_first_of("\x1b\r\n"), std::string::npos);
}

TEST(ScannerPlace, is_a_local_socket_or_an_address) {
    EXPECT_EQ(read_scanner_place("/scanner", "unix:/run/clamav/clamd.ctl")->path, "/run/clamav/clamd.ctl");
    EXPECT_EQ(read_scanner_place("/scanner", "tcp:127.0.0.1:3310")->port, "3310");
    EXPECT_EQ(read_scanner_place("/scanner", "tcp:[::1]:3310")->host, "::1");
    const std::string long_path = "unix:/" + std::string(200, 'a');
    for (const std::string& place : {std::string("unix:relative"), std::string("tcp::3310"), std::string("tcp:host"),
                                     std::string("tcp:ho st:1"), std::string("http://host"), long_path})
        EXPECT_FALSE(read_scanner_place("/scanner", place)) << place;
}

TEST(Scanner, that_is_not_there_is_a_failure_and_never_clean) {
    const auto outcome = scan_text({.path = ::testing::TempDir() + "no-clamd-here"}, "hello");
    EXPECT_FALSE(outcome.reached);
    EXPECT_EQ(outcome.verdict.value, Value::Failed);
}

TEST(RealClamd, finds_the_test_file_and_nothing_in_a_letter) {
    RealClamd clamd;
    if (!clamd.is_there()) GTEST_SKIP() << "clamd is not installed";
    const ScannerPlace place{.path = clamd.socket()};
    const auto found = scan_text(place, eicar_test_file());
    EXPECT_EQ(found.verdict.value, Value::Infected) << found.verdict.note;
    EXPECT_NE(found.verdict.note.find("Eicar"), std::string::npos);
    EXPECT_EQ(scan_text(place, "Dear all, it works again.").verdict.value, Value::Clean);
    EXPECT_EQ(scan_text(place, "").verdict.value, Value::Clean);
    const auto too_large = scan_text(place, std::string(3 << 20, 'a'));  // its limit is 1 MiB here
    EXPECT_TRUE(too_large.reached);
    EXPECT_EQ(too_large.verdict.value, Value::Failed);
}

}  // namespace
}  // namespace steward::attachments
