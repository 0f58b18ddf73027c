// Where the link brings reports: one session per connected agent (platform/intake/intake.h).
//
// The link's thread alone calls in here. A report is decoded, judged and appended in memory and in
// the series' log; what needs a transaction goes to the writer. What a session cannot use is kept
// as a dead letter and acknowledged, so that one bad record never blocks the good ones behind it.
#pragma once

#include "server/modules/monitoring/group_commit.h"
#include "server/modules/monitoring/watch.h"
#include "server/platform/intake/intake.h"

namespace steward::monitoring {

/// What a session needs; outlives all of them.
struct IntakeParts {
    Watch& watch;
    Writer& writer;
    GroupCommit& commit;
    series::SeriesStore& series;
    std::vector<int64_t> values{};  // scratch of the link's thread
    std::atomic<uint64_t> reports{0}, reports_repeated{0}, before_enrolment{0};
};

class IntakeDoor final : public intake::Intake {
public:
    explicit IntakeDoor(IntakeParts& parts) : parts_(parts) {}

    /// Failures: NotFound "link.unknown_device"; Unavailable "monitoring.overloaded".
    Result<std::unique_ptr<intake::Session>> open(const intake::DeviceIdentity& device, const agent::v1::Hello& hello, Instant received_at,
                                                  std::string address, std::shared_ptr<intake::Answers> answers,
                                                  agent::v1::Welcome& welcome) override;

private:
    IntakeParts& parts_;
};

/// The columns of a layout, checked: at most 10,000, names of printable characters, no column twice,
/// an interval of 1 s to one hour. Failure: Invalid "monitoring.layout".
Result<std::vector<series::Definition>> columns_of(const agent::v1::SeriesLayout& layout);

}  // namespace steward::monitoring
