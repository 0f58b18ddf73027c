// Between the agents' link and monitoring: refuses by kind what the disk has no room for. What is
// refused stays with the agent and comes again (design/trust.md 4.7).
#pragma once

#include <functional>

#include "server/app/disk_ladder.h"
#include "server/platform/intake/intake.h"

namespace steward::app {

class GuardedIntake final : public intake::Intake {
public:
    GuardedIntake(intake::Intake& inner, std::function<DiskStep()> step) : inner_(inner), step_(std::move(step)) {}

    Result<std::unique_ptr<intake::Session>> open(const intake::DeviceIdentity& device, const agent::v1::Hello& hello, Instant received_at,
                                                  std::string address, std::shared_ptr<intake::Answers> answers,
                                                  agent::v1::Welcome& welcome) override;

private:
    intake::Intake& inner_;
    std::function<DiskStep()> step_;
};

}  // namespace steward::app
