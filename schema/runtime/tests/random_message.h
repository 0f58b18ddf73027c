// Messages of any type with random content, for properties that must hold for all of them.
#pragma once

#include <google/protobuf/message.h>

#include <memory>
#include <vector>

#include "base/random.h"

namespace steward::schema_test {

/// The message types of all services of the real schema: what is asked and what is answered.
std::vector<const google::protobuf::Descriptor*> all_message_types();

std::unique_ptr<google::protobuf::Message> random_message(const google::protobuf::Descriptor& type, Rng& rng);

}  // namespace steward::schema_test
