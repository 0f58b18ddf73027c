#include "server/platform/http/event_stream.h"

#include <mutex>

#include "schema/runtime/json_writer.h"

namespace steward::http {

namespace {
class ScopedStream final : public EventStream {
public:
    ScopedStream(access::Authenticator& authenticator, access::Credentials credentials, const Caller& caller, std::string permission)
        : authenticator_(authenticator), credentials_(std::move(credentials)), permission_(std::move(permission)), scope_(caller.scope) {
        credentials_.passive = true;  // an open page is not a person at work
    }

    std::optional<std::string> event_for(const live::Update& update) override {
        {
            const std::lock_guard lock(mutex_);
            if (!update.client.is_nil() && !scope_.contains(update.client)) return std::nullopt;
        }
        std::string json = "{\"topic\":";
        append_json_text(update.topic, json);
        json += ",\"id\":";
        append_json_text(update.id, json);
        json += ",\"json\":";
        append_json_text(update.json, json);
        return json + "}";
    }

    bool still_allowed(Instant now) override {
        const auto caller = authenticator_.authenticate(credentials_, now);
        if (!caller) return caller.error().kind != ErrorKind::Unauthenticated && caller.error().kind != ErrorKind::Forbidden;
        if (caller->kind == PrincipalKind::Nobody || (!permission_.empty() && !caller->may(permission_))) return false;
        const std::lock_guard lock(mutex_);
        scope_ = caller->scope;
        return true;
    }

private:
    access::Authenticator& authenticator_;
    access::Credentials credentials_;
    const std::string permission_;
    std::mutex mutex_;
    ClientScope scope_;
};
}  // namespace

std::shared_ptr<EventStream> make_event_stream(access::Authenticator& authenticator, access::Credentials credentials, const Caller& caller,
                                               std::string permission) {
    return std::make_shared<ScopedStream>(authenticator, std::move(credentials), caller, std::move(permission));
}

}  // namespace steward::http
