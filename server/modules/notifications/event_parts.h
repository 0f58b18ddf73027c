// What every reading of a fact as an event does.
#pragma once

#include <boost/json.hpp>

#include <optional>
#include <string>

#include "server/modules/notifications/match.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::notifications {

namespace json = boost::json;

template <typename Message>
std::optional<Message> read_fact(const journal::Fact& fact) {
    Message message;
    if (!message.ParseFromArray(fact.body.data(), static_cast<int>(fact.body.size()))) return std::nullopt;
    return message;
}

inline Event make_event(const journal::Fact& fact, std::string name, std::string priority, std::string subject, std::string text,
                        json::object data) {
    return {.name = std::move(name),
            .priority = std::move(priority),
            .subject = std::move(subject),
            .text = std::move(text),
            .data_json = json::serialize(data),
            .client = fact.client};
}

}  // namespace steward::notifications
