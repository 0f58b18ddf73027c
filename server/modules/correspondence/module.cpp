// The correspondence as the composition root gets it.
#include "server/platform/assembly/module.h"
#include "server/modules/correspondence/answers.h"
#include "server/modules/correspondence/correspondence.h"
#include "server/modules/correspondence/service.h"
#include "server/modules/correspondence/take_in.h"

namespace steward::correspondence {

namespace {
using namespace std::chrono_literals;
constexpr Duration bytes_kept = std::chrono::hours(24 * 90);

class CorrespondenceModule final : public assembly::Module, public Correspondence {
public:
    explicit CorrespondenceModule(assembly::Context& context)
        : database_(context.database),
          settings_(context.take<access::Sealing>(), context.rng),
          intake_(context.database, context.clock, context.rng),
          fetcher_(context.database, intake_, settings_),
          sorter_(context.database, context.take<helpdesk::TicketsByMail>(), settings_, context.find<escalation::Escalation>(),
                  context.find<attachments::Attachments>(), context.find<approvals::Approvals>()),
          files_(context.find<attachments::Attachments>()),
          reach_(context.take<helpdesk::TicketsByMail>()),
          answers_(context.database, context.take<helpdesk::TicketsByMail>(), settings_, files_, context.rng),
          service_(sorter_, context.take<helpdesk::TicketsByMail>(), settings_) {
        context.offer<Correspondence>(*this);
    }

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }

    std::vector<reconcilers::Reconciler> reconcilers() override {
        return {{.name = "correspondence.sort",
                 .period = 5s,
                 .wake_on_facts = true,
                 .run = [this](Instant now) { return sorter_.run(now); },
                 .own_thread = true},
                {.name = "correspondence.answers",
                 .period = 10s,
                 .wake_on_facts = true,
                 .run = [this](Instant now) { return answers_.run(now); }},
                // Woken by the mailbox itself, where it says that mail came; otherwise it is asked every second.
                {.name = "correspondence.fetch",
                 .period = 1s,
                 .wake_on_facts = true,
                 .run = [this](Instant now) { return fetcher_.run(now); },
                 .own_thread = true},
                {.name = "correspondence.forget", .period = 1h, .run = [this](Instant now) {
                     return database_.write([now](Transaction& transaction) { return forget_bytes(transaction, now - bytes_kept, 1000); });
                 }}};
    }

    Status start() override {
        return database_.write([this](Transaction& transaction) { return settings_.begin(transaction); });
    }

    Status take_in(std::string_view door, mail::Arrival arrival) override { return intake_.take_in(door, std::move(arrival)); }

    Result<std::optional<OutgoingMarks>> marks(Transaction& transaction, TicketId ticket, const RawId& delivery) override {
        STEWARD_TRY(const auto settings, settings_.load(transaction));
        if (settings.address.empty()) return std::optional<OutgoingMarks>{};
        STEWARD_TRY(const auto marks, settings_.marks(transaction, settings));
        STEWARD_TRY(const auto own, settings_.own_marks(transaction, settings));
        return OutgoingMarks{.message_id = marks.message_id(ticket.raw(), delivery),
                             .first_id = marks.message_id(ticket.raw(), RawId{}),
                             .reply_to = marks.reply_address(settings.address, ticket.raw()),
                             .token = marks.token(ticket.raw()),
                             .installation = own.installation};
    }

    Result<OutgoingParts> parts(Transaction& transaction, const std::string& sent_id, Instant now) override {
        const auto id = SentId::parse(sent_id);
        if (!id || !files_) return OutgoingParts{};
        STEWARD_TRY(const auto sent, find_sent(transaction, *id));
        return sent ? parts_of(transaction, *files_, *sent, now) : Result<OutgoingParts>(OutgoingParts{});
    }
    Result<std::vector<OutgoingFile>> read(const OutgoingParts& parts) override {
        std::vector<OutgoingFile> files;
        for (const auto& file : parts.files) {
            STEWARD_TRY(auto bytes, files_->read(file));
            files.push_back({file.name, file.type, std::move(bytes)});
        }
        return files;
    }
    Status note_sent(Transaction& transaction, const SentNote& note, Instant now) override {
        STEWARD_TRY(const auto marks, this->marks(transaction, note.ticket, note.delivery));
        return correspondence::note_sent(transaction, note, marks ? marks->message_id : "", now);
    }

private:
    storage::Database& database_;
    Settings settings_;
    Intake intake_;
    Fetcher fetcher_;
    Sorter sorter_;
    attachments::Attachments* files_;  // null: answers are words alone
    Reach reach_;
    Answers answers_;
    Service service_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<CorrespondenceModule>(context); }

}  // namespace steward::correspondence
