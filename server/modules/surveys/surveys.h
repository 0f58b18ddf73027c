// What rooms below and the composition root may ask of the surveys: the links in the mail that asks.
#pragma once

#include <string>

#include "base/id.h"
#include "base/time.h"

namespace steward::surveys {

using SurveyId = Id<struct SurveyTag>;

class Surveys {
public:
    virtual ~Surveys() = default;

    /// Where people reach the console, without a slash at the end. Until it is set, nobody is asked.
    virtual void set_public_address(std::string address) = 0;

    /// The lines of a mail that ask: one link for each answer and one to be asked no more. Opening a link changes nothing.
    /// The same at every call, so that the links stand in no table; they are secrets: never log them.
    virtual std::string invitation(SurveyId survey) const = 0;
};

}  // namespace steward::surveys
