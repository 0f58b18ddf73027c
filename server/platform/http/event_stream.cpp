#include "server/platform/http/event_stream.h"

#include <algorithm>
#include <mutex>

#include "schema/runtime/json_writer.h"
#include "server/platform/live/personal.h"

namespace steward::http {

namespace {
// What somebody of a client hears of, and the permission without which they would be refused the thing itself. Every
// other topic is the provider's own work. Of tickets they hear by updates for themselves alone: which are theirs, and what
// in them is not internal, is known where those are made.
constexpr std::pair<std::string_view, std::string_view> topics_of_clients[] = {
    {"device", "device.read"},    {"check", "device.read"},  {"alert", "alert.read"},
    {"incident", "alert.read"},   {"client", "device.read"}, {"disturbance", "proactivity.read"},
    {"maintenance", "alert.read"}};

class ScopedStream final : public EventStream {
public:
    ScopedStream(access::Authenticator& authenticator, access::Credentials credentials, const Caller& caller, std::string permission)
        : authenticator_(authenticator), credentials_(std::move(credentials)), permission_(std::move(permission)), caller_(caller) {
        credentials_.passive = true;  // an open page is not a person at work
    }

    std::optional<std::string> event_for(const live::Update& update) override {
        const bool personal = update.topic == live::personal_topic;
        {
            const std::lock_guard lock(mutex_);
            if (update.topic == session_ended_topic) {
                over_ = over_ || (!update.id.empty() && update.id == caller_.session);
                return std::nullopt;
            }
            if (!update.client.is_nil() && !caller_.scope.contains(update.client)) return std::nullopt;
            if (personal && (caller_.account.is_nil() || update.id != caller_.account.text())) return std::nullopt;
            if (!personal && caller_.client_side && !hears_of(update)) return std::nullopt;
        }
        std::string json = "{\"topic\":";
        append_json_text(update.topic, json);
        json += ",\"id\":";
        append_json_text(personal ? std::string_view{} : std::string_view(update.id), json);
        json += ",\"json\":";
        append_json_text(update.json, json);
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
