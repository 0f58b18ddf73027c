// One kind of channel: what it needs to be set up, and how a message goes through it.
//
// A kind is a folder of channels/ that defines
//     const ChannelKind& steward::notifications::channels::<folder>::kind();
// and is found by the build. Kinds keep no state; `send` is called on the delivery thread.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "server/modules/correspondence/correspondence.h"

namespace steward::notifications {

struct Setting {
    std::string_view name, label;
    bool secret = false, required = false;
    std::string_view example, help;
};

using Settings = std::map<std::string, std::string>;

/// What is to be told. The id is the same at every attempt, so that a receiver can drop a repeat.
struct Message {
    std::string id;         // delivery id: webhook-id, and the left side of the Message-ID
    std::string event;      // "ticket.created"
    std::string subject;    // one line
    std::string text;       // plain text for a person
    std::string data_json;  // one JSON object for a program
    Instant created_at;
    std::string in_reply_to = {};                             // Message-ID of the mail that it answers
    std::optional<correspondence::OutgoingMarks> marks = {};  // of a message about a ticket, by which answers find it
    std::vector<correspondence::OutgoingFile> files = {};     // that go with it, where the channel carries files
};

struct Outcome {
    enum class Kind { Delivered, TryAgain, GiveUp };
    Kind kind = Kind::Delivered;
    std::string error;      // one sentence, without secrets
    Settings changed = {};  // what the receiver gave anew, to be kept: the next refresh token
    bool is_gone = false;   // nobody listens there any more, the receiver says
};

class ChannelKind {
public:
    virtual ~ChannelKind() = default;
    virtual std::string_view name() const = 0;
    virtual std::string_view label() const = 0;
    virtual std::span<const Setting> settings() const = 0;
    /// Beyond required and unknown names: whether the values make sense. Failure: Invalid with
    /// "/settings/<name>".
    virtual Status check(const Settings& settings) const = 0;
    /// What somebody changed, with what follows from it: a secret that goes on beside its successor.
    virtual Settings after_change(Settings settings, const Settings&, Instant) const { return settings; }
    /// Whether the channel should rather tell the person whose ticket it is, when there is one.
    virtual bool wants_owner(const Settings&) const { return false; }
    /// The settings with that person's address in the place of the channel's own receivers.
    virtual Settings addressed_to(Settings settings, const std::string&) const { return settings; }
    /// By which value of what is told it reaches one of us with their own notices; empty: it reaches no single person.
    virtual std::string_view person_key() const { return {}; }
    /// Whether programs read it: then it also gets what by policy no person is told of.
    virtual bool is_for_programs() const { return false; }
    /// Where it goes, for the delivery log: addresses or the host, never a secret.
    virtual std::string recipient(const Settings& settings) const = 0;
    virtual Outcome send(const Settings& settings, const Message& message, Instant now) const = 0;
};

/// Every kind the build found, in the order of their folders' names (generated/channels.cpp).
std::span<const ChannelKind* const> channel_kinds();

/// nullptr when there is no such kind.
const ChannelKind* find_channel_kind(std::string_view name);

/// What is wrong in any of them, all fields together: whoever fills in a form shall not be told one after the other.
Status every_fault(std::initializer_list<Status> checks);

/// Required settings present, none unknown, then the kind's own check.
Status check_settings(const ChannelKind& kind, const Settings& settings);

/// A value of what a message tells programs; empty when there is no text of that name.
std::string value_in(const std::string& data_json, std::string_view name);

/// What programs read is switched off when nothing has arrived there for so long: Standard Webhooks recommends some days.
inline constexpr Duration given_up_after = std::chrono::hours(24 * 5);

/// The wait before attempt number `attempts + 1`, after `attempts` failed ones; none when it is time
/// to give up (about three days, as the Standard Webhooks specification recommends).
std::optional<Duration> retry_delay(int attempts);

}  // namespace steward::notifications
