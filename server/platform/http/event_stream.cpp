#include "server/platform/http/event_stream.h"

#include <algorithm>
#include <mutex>

#include "schema/runtime/json_writer.h"

namespace steward::http {

namespace {
// What somebody of a client hears of, and the permission without which they would be refused the thing itself. Every
// other topic is the provider's own work.
constexpr std::pair<std::string_view, std::string_view> topics_of_clients[] = {
    {"device", "device.read"},     {"check", "device.read"},  {"alert", "alert.read"},   {"incident", "alert.read"},
    {"maintenance", "alert.read"}, {"ticket", "ticket.read"}, {"client", "device.read"}, {"disturbance", "proactivity.read"},
    {"approval", "approval.read"}};

// Which tickets are theirs is decided where tickets are: here they learn that there is something new, and ask.
bool hides_which(std::string_view topic) { return topic == "ticket" || topic == "approval"; }

class ScopedStream final : public EventStream {
public:
    ScopedStream(access::Authenticator& authenticator, access::Credentials credentials, const Caller& caller, std::string permission)
        : authenticator_(authenticator), credentials_(std::move(credentials)), permission_(std::move(permission)), caller_(caller) {
        credentials_.passive = true;  // an open page is not a person at work
    }

    std::optional<std::string> event_for(const live::Update& update) override {
        bool whole = true;
        {
            const std::lock_guard lock(mutex_);
            if (update.topic == session_ended_topic) {
                over_ = over_ || (!update.id.empty() && update.id == caller_.session);
                return std::nullopt;
            }
            if (!update.client.is_nil() && !caller_.scope.contains(update.client)) return std::nullopt;
            if (caller_.client_side && !hears_of(update)) return std::nullopt;
            whole = !caller_.client_side || !hides_which(update.topic);
        }
        std::string json = "{\"topic\":";
        append_json_text(update.topic, json);
        json += ",\"id\":";
        append_json_text(whole ? std::string_view(update.id) : std::string_view{}, json);
        json += ",\"json\":";
        append_json_text(whole ? std::string_view(update.json) : "{}", json);
        return json + "}";
    }

    bool is_over() const override {
        const std::lock_guard lock(mutex_);
        return over_;
    }

    bool still_allowed(Instant now) override {
        const auto caller = authenticator_.authenticate(credentials_, now);
        if (!caller) return caller.error().kind != ErrorKind::Unauthenticated && caller.error().kind != ErrorKind::Forbidden;
        if (caller->kind == PrincipalKind::Nobody || (!permission_.empty() && !caller->may(permission_))) return false;
        const std::lock_guard lock(mutex_);
        caller_ = *caller;
        return true;
    }

private:
    bool hears_of(const live::Update& update) const {
        if (update.client.is_nil()) return false;  // said to everybody who works for the provider
        const auto* at = std::find_if(std::begin(topics_of_clients), std::end(topics_of_clients),
                                      [&](const auto& entry) { return entry.first == update.topic; });
        return at != std::end(topics_of_clients) && caller_.may(at->second);
    }

    access::Authenticator& authenticator_;
    access::Credentials credentials_;
    const std::string permission_;
    mutable std::mutex mutex_;
    bool over_ = false;  // the session that it was opened with has ended
    Caller caller_;
};
}  // namespace

std::shared_ptr<EventStream> make_event_stream(access::Authenticator& authenticator, access::Credentials credentials, const Caller& caller,
                                               std::string permission) {
    return std::make_shared<ScopedStream>(authenticator, std::move(credentials), caller, std::move(permission));
}

}  // namespace steward::http
