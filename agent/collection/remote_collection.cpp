#include <unistd.h>

#include "agent/collection/exchange.h"
#include "agent/collection/messages.h"
#include "base/residual.h"

namespace steward::agent {

namespace {
constexpr Duration first_patience = std::chrono::seconds(10), measure_patience = std::chrono::seconds(2),
                   stock_patience = std::chrono::seconds(10);

class RemoteCollection final : public Collection {
public:
    RemoteCollection(std::string path, const Clock& clock, std::function<void(std::string_view)> log)
        : path_(std::move(path)), clock_(clock), log_(std::move(log)) {}
    ~RemoteCollection() override { hang_up(); }
    RemoteCollection(const RemoteCollection&) = delete;
    RemoteCollection& operator=(const RemoteCollection&) = delete;

    Measured measure(const CollectorSettings& settings, Instant) override {
        auto reply = ask(measure_request(settings), has_answered_ ? measure_patience : first_patience);
        const bool is_known = reply && reply->has_measured() && take(*reply->mutable_measured(), told_);
        heard(is_known);
        if (!is_known) {
            told_.columns_changed = false;
            told_.values.assign(told_.count, missing_sample);
            told_.use.resident_bytes = std::nullopt;
        }
        return {.is_known = is_known,
                .columns_changed = told_.columns_changed,
                .columns = told_.columns,
                .values = told_.values,
                .use = told_.use};
    }

    std::optional<v1::Inventory> stock(std::span<const std::string> services) override {
        // Whoever did not answer a moment ago is not waited for as long.
        auto reply = ask(stock_request(services), problem_.empty() ? stock_patience : measure_patience);
        const bool is_known = reply && reply->has_stock();
        heard(is_known);
        std::string().swap(bytes_);  // it was the largest thing that ever came
        if (!is_known) return std::nullopt;
        return std::move(*reply->mutable_stock());
    }

    std::string_view problem() const override { return problem_; }
    bool is_apart() const override { return true; }

private:
    std::optional<v1::CollectionReply> ask(const v1::CollectionRequest& request, Duration patience) {
        if (socket_ < 0) socket_ = connect_to(path_);
        if (socket_ < 0) return std::nullopt;
        const Patience waits{clock_, clock_.monotonic() + patience};
        v1::CollectionReply reply;
        const bool is_answered = send_message(socket_, request.SerializeAsString(), waits) &&
                                 receive_message(socket_, bytes_, largest_collection_reply, waits) && reply.ParseFromString(bytes_);
        if (!is_answered) return std::nullopt;
        return reply;
    }

    // A late answer would be taken for the next one's: whoever does not answer is hung up on.
    void heard(bool is_known) {
        if (!is_known) hang_up();
        has_answered_ = has_answered_ || is_known;
        if (is_known == problem_.empty()) return;
        problem_ = is_known ? ""
                            : "The measuring process at " + path_ +
                                  " does not answer: what this machine is like is unknown. Look at systemctl status steward-collect.";
        log_(is_known ? "The measuring process answers again." : problem_);
    }

    void hang_up() {
        if (socket_ >= 0) ::close(socket_);
        socket_ = -1;
    }

    const std::string path_;
    const Clock& clock_;
    const std::function<void(std::string_view)> log_;
    int socket_ = -1;
    bool has_answered_ = false;
    std::string bytes_, problem_;
    Told told_;
};
}  // namespace

std::unique_ptr<Collection> make_remote_collection(std::string path, const Clock& clock, std::function<void(std::string_view)> log) {
    return std::make_unique<RemoteCollection>(std::move(path), clock, std::move(log));
}

}  // namespace steward::agent
