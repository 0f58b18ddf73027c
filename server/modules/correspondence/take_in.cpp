#include "server/modules/correspondence/take_in.h"

#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::correspondence {

namespace {
using namespace std::chrono_literals;
constexpr int mails_at_once = 50;
constexpr Duration settings_read_every = 10s, asked_in_vain_every = 5min, between_polls = 500ms;

bool waits_until(Instant at, Instant now) { return now < at && at - now <= asked_in_vain_every; }  // else the clock was set back
}  // namespace

Status Intake::take_in(std::string_view door, mail::Arrival arrival) {
    const Instant now = clock_.now();
    MailRow mail;
    mail.id = MailId::make(now, rng_);
    mail.door = std::string(door);
    mail.received_at = now;
    mail.envelope_sender = mail::clean_text(arrival.envelope.sender);
    for (const auto& recipient : arrival.envelope.recipients)
        mail.envelope_recipients += (mail.envelope_recipients.empty() ? "" : " ") + recipient;
    mail.sender_known = arrival.envelope.sender_known;
    mail.size_bytes = static_cast<int64_t>(arrival.size);
    mail.is_cut = arrival.is_cut;
    mail.digest = digest_of(arrival.bytes);
    const ByteView view = as_bytes(arrival.bytes);
    return database_.write([&](Transaction& transaction) -> Status {
        STEWARD_TRY(const bool is_new, insert_mail(transaction, mail, Bytes(view.begin(), view.end())));
        if (!is_new) return {};
        facts::v1::MailReceived fact;
        fact.set_mail_id(mail.id.text());
        transaction.after_commit(journal::wake_workers);  // who sorts mails reads no facts
        return journal::append(transaction, now, ClientId{}, mail.id.text(), fact);
    });
}

Result<mail::ImapSettings> Fetcher::sign_in(const SettingsRow& settings, Instant now) {
    STEWARD_TRY(auto imap, settings_.imap_settings(settings));
    if (!settings.makes_tokens()) return imap;
    STEWARD_TRY(const auto client, settings_.token_client(settings));
    STEWARD_TRY(imap.bearer_token, tokens_.token_for(client, now, [this](const std::string& next) {
        return database_.write([&](Transaction& transaction) { return settings_.save_refresh_token(transaction, next); });
    }));
    return imap;
}

Status Fetcher::run(Instant now) {
    // Every fact wakes this: without news there is nothing to do, and nothing to ask the database.
    const int64_t changes = settings_.changes();
    if (waits_until(look_at_, now) && !told_ && changes == changes_) return {};
    changes_ = changes;
    look_at_ = now + settings_read_every;
    SettingsRow settings;
    STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(settings, settings_.load(transaction));
        return {};
    }));
    if (!settings.imap_enabled) {
        watch_.reset();
        mailbox_.reset();
        return {};
    }
    if (waits_until(not_before_, now) && revision_ == settings.revision) return look_at_ = not_before_, Status{};
    STEWARD_CHECK(open(settings, now));
    const bool listens = watch_->is_listening();
    if (!listens) look_at_ = now + between_polls;
    if (!told_.exchange(false) && listens && waits_until(fetched_at_ + asked_in_vain_every, now)) return {};
    return fetch(settings, now);
}

Status Fetcher::open(const SettingsRow& settings, Instant now) {
    auto imap = sign_in(settings, now);
    if (!imap) return try_later(imap.error(), settings.revision, now);
    // A token that is about to end was replaced: the connections begin anew with the next one.
    if (mailbox_ && revision_ == settings.revision && imap->bearer_token == token_in_use_) return {};
    token_in_use_ = imap->bearer_token;
    watch_.reset();
    watch_ = mail::ImapWatch::start(*imap, [this] {
        told_ = true;
        journal::wake_workers();
    });
    mailbox_ = mail::ImapMailbox::open(std::move(*imap), settings.place);
    revision_ = settings.revision;
    fetched_at_ = {};
    return {};
}

Status Fetcher::fetch(const SettingsRow& settings, Instant now) {
    const auto keep = [this](const mail::ImapPlace& place) {
        return database_.write([&](Transaction& transaction) { return settings_.save_place(transaction, place); });
    };
    const auto taken = mailbox_->fetch(
        mails_at_once, [this](mail::Arrival arrival) { return intake_.take_in("imap", std::move(arrival)); }, keep);
    if (taken) {
        const bool recovered = std::exchange(failures_, 0) > 0, there_may_be_more = *taken >= mails_at_once;
        not_before_ = {};
        fetched_at_ = there_may_be_more ? Instant{} : now;
        if (there_may_be_more) look_at_ = now + between_polls;
        const bool worth_noting = recovered || *taken > 0 || now - noted_at_ >= 1min;
        return worth_noting ? note("", now) : Status{};
    }
    if (settings.makes_tokens()) {
        STEWARD_TRY(const auto client, settings_.token_client(settings));
        tokens_.forget(client);  // it may be the token that the server refused
    }
    return try_later(taken.error(), settings.revision, now);
}

Status Fetcher::try_later(const Error& error, int64_t revision, Instant now) {
    told_ = false;
    watch_.reset();  // new connections the next time; whoever cannot sign in does not try twice
    mailbox_.reset();
    fetched_at_ = {};
    revision_ = revision;
    failures_ = std::min(failures_ + 1, 6);
    look_at_ = not_before_ = now + std::min<Duration>(1min, std::chrono::seconds(1 << failures_));
    STEWARD_CHECK(note(error.message, now));
    return std::unexpected(error);
}

Status Fetcher::note(const std::string& error, Instant now) {
    noted_at_ = now;
    return database_.write([&](Transaction& transaction) { return settings_.note_fetch(transaction, error, now); });
}

}  // namespace steward::correspondence
