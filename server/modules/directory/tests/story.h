// A story with a house of the directory alone, told on every database.
#pragma once

#include "steward/agent/v1/agent.pb.h"
#include "steward/facts/v1/facts.pb.h"
#include "tests/house/story.h"

namespace steward::directory {

class DirectoryStory : public testing_house::Story {
protected:
    DirectoryStory() : Story({"journal", "access", "directory"}, {make_module}) {}
};

}  // namespace steward::directory
